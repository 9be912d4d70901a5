"""The newest matches, at a cost that does not grow with the archive.

A word that a hundred thousand documents share would make the database fetch each of them to sort them by time. So a
word is asked for within the last months first: documents carry months and years as marks, and the index itself leaves
out what is older. What is rare there, and most words are, is then fetched whole; a common word ever further back.
"""

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from portal.lib import text
from portal.search import index, marks
from portal.search.adjacent import in_a_row
from portal.search.models import Document, DocumentQuerySet
from portal.search.narrowing import Hit, Narrowing, Published, all_of

# How far back a common word is looked for, step by step, before it is looked for everywhere.
MONTHS = (3, 6, 12)
YEARS = (2, 3, 5, 8, 16)
# With fewer than these in the first step a word is rare: all of it is fetched at once.
FEW = 50


@dataclass(frozen=True)
class Window:
    """So many months back from now, and the marks that stand for them; none for any time."""

    months: float
    marks: Sequence[str]


def newest(query: text.Query, narrowings: list[Narrowing], most: int, *, mark: str = "") -> list[Hit]:
    """The newest with every word and phrase that pass every narrowing; at most so many, the words marked as given."""
    terms = query.terms(mark)
    documents = Document.objects.current().filter(all_of(narrowings), *map(in_a_row, query.phrases))
    groups = [group for narrowing in narrowings if (group := narrowing.marks())]
    first, *others = _windows(narrowings)
    found = _within(first, documents, terms, groups, most)
    if len(found) < min(most, FEW) and others:
        everything = _hits(index.engine().matching(documents, terms, groups), most)
        if len(everything) < most:
            return sorted(everything, key=newest_first)
    a_month = len(found) / first.months
    for window in others:
        if len(found) == most:
            break
        # Where it would hold too few, going by the first one, it need not be asked.
        if not a_month or a_month * window.months >= most:
            found = _within(window, documents, terms, groups, most)
    return found


def _within(
    window: Window, documents: DocumentQuerySet, terms: list[str], groups: list[list[str]], most: int
) -> list[Hit]:
    """The newest within a window."""
    groups = [*groups, [*window.marks]] if window.marks else groups
    return _hits(index.engine().matching(documents, terms, groups).newest_first(), most)


def newest_first(hit: Hit) -> tuple[float, int, str]:
    """The order of DocumentQuerySet.newest_first()."""
    return (-hit.published_at.timestamp(), -hit.object_id, hit.kind)


def _hits(documents: DocumentQuerySet, most: int) -> list[Hit]:
    return [Hit(*row) for row in documents.values_list(*Hit._fields)[:most]]


def _windows(narrowings: list[Narrowing]) -> Iterator[Window]:
    """Ever longer times up to now; the last one holds all that can be meant."""
    spans = [narrowing for narrowing in narrowings if isinstance(narrowing, Published)]
    latest = min([timezone.now(), *(span.before for span in spans if span.before)]).astimezone(datetime.UTC)
    since = max((span.since for span in spans if span.since), default=None)
    for length in MONTHS:
        months = [divmod(latest.year * 12 + latest.month - 1 - back, 12) for back in range(length)]
        yield Window(length, [marks.month(year, month + 1) for year, month in months])
        if since and since >= datetime.datetime(months[-1][0], months[-1][1] + 1, 1, tzinfo=datetime.UTC):
            return
    for length in YEARS:
        yield Window(length * 12, [marks.year(latest.year - back) for back in range(length)])
        if since and since >= datetime.datetime(latest.year - length + 1, 1, 1, tzinfo=datetime.UTC):
            return
    yield Window(math.inf, [])
