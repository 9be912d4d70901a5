"""The public register of notices: what was asked, what became of it and how long it took. Nobody is named in it.

An entry appears some days after its notice was closed. It holds no address, title or reason, and no free text at all.
"""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from portal.moderation.models import Act, Notice, Ruling, Statement

# Carried by every page that shows something of it; a step of any notice purges them.
TAG = Notice.TAG
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Entry:
    """One line of the register, in codes that stay."""

    reference: str
    received_on: str
    closed_on: str
    about: str
    right: str
    wish: str
    outcome: str
    measures: str
    grounds: str
    hours: int
    was_late: bool
    was_contested: bool
    persons: int


def _delay() -> datetime.timedelta:
    return datetime.timedelta(days=settings.REGISTER_DELAY_DAYS)


def public() -> QuerySet[Notice]:
    """The notices that the register shows now, the last closed first, with what an entry needs."""
    declared = Statement.objects.filter(notice=OuterRef("pk"), is_declaration=True)
    decided = Prefetch("rulings", Ruling.objects.standing(), to_attr="decided")
    shown = Notice.objects.filter(closed_at__lte=timezone.now() - _delay())
    return shown.annotate(was_contested=Exists(declared)).prefetch_related(decided).order_by("-closed_at", "-pk")


def next_entry_at() -> datetime.datetime | None:
    """When the next one appears, as far as is known now."""
    waiting = Notice.objects.filter(closed_at__gt=timezone.now() - _delay())
    first = waiting.order_by("closed_at").values_list("closed_at", flat=True).first()
    return first + _delay() if first else None


def years() -> list[int]:
    """The years that have entries, the newest first."""
    moments = Notice.objects.filter(closed_at__lte=timezone.now() - _delay()).datetimes("closed_at", "year", "DESC")
    return [moment.year for moment in moments]


def of_year(year: int) -> QuerySet[Notice]:
    return public().filter(closed_at__year=year)


def entry(notice: Any) -> Entry:
    """What the register says about a notice of `public()`."""
    rulings = [ruling for ruling in notice.decided if ruling.act != Act.NONE]
    persons = {pk for ruling in notice.decided for pk in (ruling.proposed_by_id, ruling.second_by_id) if pk}
    return Entry(
        reference=notice.reference,
        received_on=timezone.localdate(notice.created_at).isoformat(),
        closed_on=timezone.localdate(notice.closed_at).isoformat(),
        about=notice.target or "other",
        right=notice.right,
        wish=notice.wish,
        outcome=notice.state,
        measures=" ".join(dict.fromkeys(ruling.act for ruling in rulings)),
        grounds=" ".join(dict.fromkeys(ruling.ground for ruling in notice.decided)),
        hours=round((notice.closed_at - notice.created_at).total_seconds() / 3600),
        was_late=notice.was_late,
        was_contested=notice.was_contested,
        persons=len(persons),
    )


def as_csv(entries: Iterable[Entry]) -> str:
    """The entries for a spreadsheet, in which nothing becomes a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(Entry.__dataclass_fields__)
    for one in entries:
        writer.writerow(cell(value) for value in asdict(one).values())
    return text.getvalue()


def cell(value: object) -> str:
    """A value as text; what a spreadsheet would calculate is quoted."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
