"""The newest matches, at a cost that does not grow with the archive.

A word that a hundred thousand documents share would make the database fetch each of them to sort them by time. So a
word is asked for within the last months first: documents carry months and years as marks, and the index itself leaves
out what is older. What is rare there, and most words are, is then fetched whole; a common word ever further back.
"""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone

from portal.lib import text
from portal.search import index, marks
from portal.search.adjacent import in_a_row
from portal.search.models import Document, DocumentQuerySet
from portal.search.narrowing import Hit, Narrowing, Published, all_of

# How far back a common word is looked for, step by step, before it is looked for everywhere.
MONTHS = (3, 12)
# With no more than these in the first step a word is rare: all of it is fetched at once.
FEW = 50
YEARS = (4, 16)


def newest(query: text.Query, narrowings: list[Narrowing], most: int, *, mark: str = "") -> list[Hit]:
    """The newest with every word and phrase that pass every narrowing; at most so many, the words marked as given."""
    terms = query.terms(mark)
    documents = Document.objects.current().filter(all_of(narrowings), *map(in_a_row, query.phrases))
    groups = [group for narrowing in narrowings if (group := narrowing.marks())]
    found: list[Hit] = []
    windows = list(_windows(narrowings))
    for place, window in enumerate(windows):
        within = [*groups, window] if window else groups
        found = _hits(index.engine().matching(documents, terms, within).newest_first(), most)
        if len(found) == most:
            break
        if place == 0 and len(found) <= FEW and len(windows) > 1:
            all_of_them = _hits(index.engine().matching(documents, terms, groups), most)
            if len(all_of_them) < most:
                return sorted(all_of_them, key=newest_first)
    return found


def newest_first(hit: Hit) -> tuple[float, int, str]:
    """The order of DocumentQuerySet.newest_first()."""
    return (-hit.published_at.timestamp(), -hit.object_id, hit.kind)


def _hits(documents: DocumentQuerySet, most: int) -> list[Hit]:
    return [Hit(*row) for row in documents.values_list(*Hit._fields)[:most]]


def _windows(narrowings: list[Narrowing]) -> Iterator[Sequence[str]]:
    """The marks of ever longer times up to now; the last one holds all that can be meant, none for any time."""
    spans = [narrowing for narrowing in narrowings if isinstance(narrowing, Published)]
    latest = min([timezone.now(), *(span.before for span in spans if span.before)]).astimezone(datetime.UTC)
    since = max((span.since for span in spans if span.since), default=None)
    for length in MONTHS:
        months = [divmod(latest.year * 12 + latest.month - 1 - back, 12) for back in range(length)]
        yield [marks.month(year, month + 1) for year, month in months]
        if since and since >= datetime.datetime(months[-1][0], months[-1][1] + 1, 1, tzinfo=datetime.UTC):
            return
    for length in YEARS:
        yield [marks.year(latest.year - back) for back in range(length)]
        if since and since >= datetime.datetime(latest.year - length + 1, 1, 1, tzinfo=datetime.UTC):
            return
    yield []
