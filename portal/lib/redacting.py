"""Taking a name or a passage out of a text, however it is spelled there, and leaving the rest as it was.

The text is folded sign by sign, so that Traditional script, full width, spaces and tags inside a name hide nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape, unescape

from portal.lib.text import normalise

MARK = "（已隐去）"
LEAST = 2
# A tag with whatever its quotes hold, an entity, or one sign.
PART = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.DOTALL)
# Where one text ends and another begins.
BLOCK = re.compile(r"</?(?:p|h\d|li|ul|ol|blockquote|figure|figcaption|table|caption|tr|td|th|hr|br)\b", re.IGNORECASE)
READ_ALOUD = re.compile(r"\b(alt|title)=\"([^\"]*)\"")
WALL = "\x00"


def fold(text: str) -> str:
    """The text as passages are compared: folded, and without spaces and what has no width."""
    return "".join(sign for sign in normalise(text) if not _is_nothing(sign))


def _is_nothing(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cf", "Mn", "Me"}


def redact(text: str, passages: Iterable[str]) -> str:
    """The plain text with MARK in the place of each passage."""
    return _without(list(text), [fold(sign) for sign in text], passages)


def redact_html(html: str, passages: Iterable[str]) -> str:
    """The same for HTML: its tags stay, and what they say of pictures and links is redacted too."""
    wanted = list(passages)
    parts = [_tag(part, wanted) if part[0] == "<" and len(part) > 1 else part for part in PART.findall(html)]
    return _without(parts, [_folded(part) for part in parts], wanted)


def _folded(part: str) -> str:
    if part[0] == "<" and len(part) > 1:
        return WALL if BLOCK.match(part) else ""
    return fold(unescape(part))


def _tag(tag: str, passages: list[str]) -> str:
    def redacted(said: re.Match[str]) -> str:
        return f'{said[1]}="{escape(redact(unescape(said[2]), passages))}"'

    return READ_ALOUD.sub(redacted, tag)


def _without(parts: list[str], folded: list[str], passages: Iterable[str]) -> str:
    """The parts with MARK in the place of those that spell a passage; tags among them are kept."""
    letters = "".join(folded)
    owners = [number for number, text in enumerate(folded) for _letter in text]
    out = list(parts)
    for start, end in _found(letters, passages):
        first, last = owners[start], owners[end - 1]
        for number in range(first, last + 1):
            out[number] = out[number] if _is_tag(parts[number]) else ""
        out[first] = MARK
    return "".join(out)


def _is_tag(part: str) -> bool:
    return len(part) > 1 and part[0] == "<"


def _found(letters: str, passages: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the passages stand, the longest first where they overlap."""
    taken: list[tuple[int, int]] = []
    for passage in sorted({fold(one) for one in passages}, key=len, reverse=True):
        for match in re.finditer(re.escape(passage), letters) if len(passage) >= LEAST else ():
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
    yield from taken
