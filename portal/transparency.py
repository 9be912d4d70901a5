"""The figures of the site: what was asked of the desk, what it did and how long it took; what became of listings."""

import datetime
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from classifieds.models import Listing
from portal.lib.charts import Chart, chart
from portal.moderation.models import Decision, Figure, Notice, Report, Target
from portal.moderation.road import FINAL, State

MONTHS = 12
# The monthly figures, and how the page calls them.
POSTED, REPORTED, HIDDEN, RESTORED = "listings posted", "listings reported", "listings hidden", "listings restored"
HIDES, BRINGS_BACK = ("hold", "withdraw"), ("approve", "keep", "restore")


def _month(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment).replace(day=1)


def _before(month: datetime.date, months: int) -> datetime.date:
    """The month so many months earlier."""
    count = month.year * 12 + month.month - 1 - months
    return datetime.date(count // 12, count % 12 + 1, 1)


def count_up() -> None:
    """Note the figures of this month and the last, before their rows are purged; done by the worker."""
    this = _month(timezone.now())
    for month in (_before(this, 1), this):
        start = timezone.make_aware(datetime.datetime.combine(month, datetime.time()))
        end = timezone.make_aware(datetime.datetime.combine(_before(month, -1), datetime.time()))
        decided = Decision.objects.filter(target=Target.LISTING, at__gte=start, at__lt=end)
        counts = {
            POSTED: Listing.objects.filter(posted_at__gte=start, posted_at__lt=end).count(),
            REPORTED: Report.objects.filter(target=Target.LISTING, created_at__gte=start, created_at__lt=end).count(),
            HIDDEN: decided.filter(verb__in=HIDES).count(),
            RESTORED: decided.filter(verb__in=BRINGS_BACK).count(),
        }
        for name, number in counts.items():
            Figure.note(name, month, number)


@dataclass(frozen=True)
class Overview:
    """What /transparency/ shows of the last twelve months."""

    received: int
    open: int
    overdue: int
    was_late: int
    restored: int
    median_hours: int | None
    by_right: Chart
    by_outcome: Chart
    by_month: Chart
    listings: list[tuple[str, list[int]]]
    posted: Chart


def overview() -> Overview:
    this = _month(timezone.now())
    months = [_before(this, back) for back in range(MONTHS - 1, -1, -1)]
    start = timezone.make_aware(datetime.datetime.combine(months[0], datetime.time()))
    names = ("right", "state", "was_late", "created_at", "closed_at")
    notices: list[dict[str, Any]] = [{**one} for one in Notice.objects.filter(created_at__gte=start).values(*names)]
    figures = Figure.since(months[0])
    posted = figures.get(POSTED, {})
    return Overview(
        received=len(notices),
        open=sum(notice["state"] not in FINAL for notice in notices),
        overdue=Notice.objects.overdue().count(),
        was_late=sum(notice["was_late"] for notice in notices),
        restored=sum(notice["state"] == State.RESTORED for notice in notices),
        median_hours=_median_hours(notices),
        by_right=_by(notices, "right", Notice.Right),
        by_outcome=_by(notices, "state", State),
        by_month=_by_month(Counter(_month(notice["created_at"]) for notice in notices), months),
        listings=[
            (name, [figures.get(key, {}).get(month, 0) for month in (months[-2], this)]) for key, name in _names()
        ],
        posted=_by_month(posted, months),
    )


def _names() -> list[tuple[str, str]]:
    return [(POSTED, _("发布")), (REPORTED, _("读者举报")), (HIDDEN, _("隐藏或撤下")), (RESTORED, _("放行或恢复"))]


def _median_hours(notices: list[dict[str, Any]]) -> int | None:
    taken = [notice["closed_at"] - notice["created_at"] for notice in notices if notice["closed_at"]]
    return round(statistics.median(taken) / datetime.timedelta(hours=1)) if taken else None


def _by(notices: list[dict[str, Any]], name: str, choices: Any) -> Chart:
    """How many of each, in the order of the choices; those of which there is none are left out."""
    counts = Counter(notice[name] for notice in notices)
    return chart((choice.label, counts[choice.value]) for choice in choices if counts[choice.value])


def _by_month(counts: dict[datetime.date, int], months: list[datetime.date]) -> Chart:
    return chart((date_format(month, "YEAR_MONTH_FORMAT"), counts.get(month, 0)) for month in months)
