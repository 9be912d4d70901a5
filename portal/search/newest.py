"""The newest matches, at a cost that does not grow with the archive.

A word that a hundred thousand documents share would make the database fetch each of them to sort them by time. So a
word is asked for within two months first: documents carry months and years as marks, and the index itself leaves out
what is older. What is rare there, and most words are, is then fetched whole; a common word ever further back, by years:
PostgreSQL looks through all that have one of several small marks, but only looks up a word in few large ones.
"""

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from portal.lib import text
from portal.search import index, marks, opensearch
from portal.search.adjacent import in_a_row
from portal.search.models import Document, DocumentQuerySet
from portal.search.narrowing import Hit, Narrowing, Published, all_of

# The calendar years back to which a common word is looked for, step by step, before it is looked for everywhere.
YEARS = (1, 2, 5)
# With fewer than these in the first step a word is rare: all of it is fetched at once.
FEW = 16


@dataclass(frozen=True)
class Window:
    """So many months back, without end if all that is meant is in it; and the marks that stand for them, if any."""

    months: float
    marks: Sequence[str]


ANY_TIME = Window(math.inf, ())


def newest(query: text.Query, narrowings: list[Narrowing], most: int, *, mark: str = "") -> list[Hit]:
    """The newest with every word and phrase that pass every narrowing; at most so many, the words marked as given."""
    if (hits := opensearch.newest(query, narrowings, most, mark=mark)) is not None:
        return hits
    first, *others = _windows(narrowings)
    found = _hits(_matching(query, narrowings, mark, first).newest_first(), most)
    if len(found) < min(most, FEW) and others:
        everything = any_of(query, narrowings, most, mark=mark)
        if len(everything) < most:
            return sorted(everything, key=newest_first)
    a_month = len(found) / first.months
    for window in others:
        if len(found) == most:
            break
        # Where it would hold too few, going by the last one, it need not be asked.
        if not a_month or a_month * window.months >= most:
            found = _hits(_matching(query, narrowings, mark, window).newest_first(), most)
            a_month = len(found) / window.months
    return found


def any_of(query: text.Query, narrowings: list[Narrowing], most: int, *, mark: str = "") -> list[Hit]:
    """As many, but whichever, in no order: the cheapest way to get all if there are no more than that."""
    if (hits := opensearch.newest(query, narrowings, most, mark=mark)) is not None:
        return hits
    return _hits(_matching(query, narrowings, mark, ANY_TIME), most)


def _matching(query: text.Query, narrowings: list[Narrowing], mark: str, window: Window) -> DocumentQuerySet:
    documents = Document.objects.current().filter(all_of(narrowings), *map(in_a_row, query.phrases))
    groups = [group for group in (*(narrowing.marks() for narrowing in narrowings), window.marks) if group]
    return index.engine().matching(documents, query.terms(mark), groups)


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
    for window, begins in _back_from(latest):
        if since and since >= begins:
            yield Window(math.inf, window.marks)
            return
        yield window
    yield ANY_TIME


def _back_from(latest: datetime.datetime) -> Iterator[tuple[Window, datetime.datetime]]:
    """A month and the one before, then years; each with its first moment."""
    month = latest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (month - datetime.timedelta(days=1)).replace(day=1)
    yield Window(1 + latest.day / 31, [marks.month(day.year, day.month) for day in (month, before)]), before
    for length in YEARS:
        years = [latest.year - back for back in range(length)]
        window = Window(length * 12 - 12 + latest.month, [marks.year(year) for year in years])
        yield window, month.replace(year=years[-1], month=1)
