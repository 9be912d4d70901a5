"""The newest matches, at a bounded cost however many there are.

A word that a million documents share would make the database look at each of them to sort them by time. So every
document carries its month as a token, and a common word is asked for within the last months first: the index itself
then leaves out what is older. A rare word is found whole at the first question, and most words are rare.
"""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from portal.lib import text
from portal.search import index
from portal.search.models import Document, DocumentQuerySet
from portal.search.narrowing import Hit, Narrowing, Published, all_of

# How many months are looked at before all are.
WINDOWS = (3, 12)


def newest(terms: list[text.Term], narrowings: list[Narrowing], most: int) -> list[Hit]:
    """The newest of what has every term and passes every narrowing; at most so many, the newest first."""
    documents = Document.objects.current().filter(all_of(narrowings))
    some = _hits(index.engine().matching(documents, terms), most)
    if len(some) < most:
        return sorted(some, key=newest_first)
    for months in _windows(narrowings):
        found = _hits(index.engine().matching(documents, terms, months).newest_first(), most)
        if len(found) == most:
            return found
    return _hits(index.engine().matching(documents, terms).newest_first(), most)


def newest_first(hit: Hit) -> tuple[float, int, str]:
    """The order of DocumentQuerySet.newest_first()."""
    return (-hit.published_at.timestamp(), -hit.object_id, hit.kind)


def _hits(documents: DocumentQuerySet, most: int) -> list[Hit]:
    return [Hit(*row) for row in documents.values_list(*Hit._fields)[:most]]


def _windows(narrowings: list[Narrowing]) -> Iterator[list[str]]:
    """The months of each window, the latest that can be meant and those before it."""
    ends = [narrowing.before for narrowing in narrowings if isinstance(narrowing, Published) and narrowing.before]
    latest = min([timezone.now(), *ends]).astimezone(datetime.UTC)
    for length in WINDOWS:
        months = (divmod(latest.year * 12 + latest.month - 1 - back, 12) for back in range(length))
        yield [index.month(year, month + 1) for year, month in months]
