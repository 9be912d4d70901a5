"""Less to look for where what was typed finds nothing: 盱眙 and 龙虾 for 盱眙龙虾, as far as they find something."""

from collections.abc import Iterator
from itertools import islice

from portal.lib import text
from portal.search.find import is_found

OFFERED = 4
LOOKED_AT = 16


def shorter(query: text.Query) -> list[str]:
    """Up to OFFERED words and pieces of words, the longest first; none that another one has in it."""
    offered: list[str] = []
    for piece in islice(dict.fromkeys(_pieces(query)), LOOKED_AT):
        is_new = not any(piece in other for other in offered)
        if is_new and is_found(text.query(piece)):
            offered.append(piece)
    return offered[:OFFERED]


def _pieces(query: text.Query) -> Iterator[str]:
    """The words by themselves and without quotation marks, then beginnings and ends of the Chinese ones."""
    if len(query.words) > 1 or query.phrases:
        yield from (word for word in query.words if len(word) > 1 or text.is_paired(word))
    longest = max(map(len, query.words), default=0)
    for size in range(longest - 1, 1, -1):
        for word in query.words:
            if len(word) > size and text.is_paired(word):
                yield from (word[:size], word[-size:])
