"""Counting honestly: one visitor, one thing, one half hour is one view; robots are none; nothing is counted twice."""

import datetime
import hashlib
import re
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.lib import caching
from portal.traffic.models import DailyViews, Kind, Ranking, ViewTotal, Visit

SLOT_SECONDS = 1800
RANKED_DAYS = 7
RANKED = 200

# Programs that say themselves that nobody is looking.
ROBOTS = re.compile(
    r"bot\b|bot/|spider|crawl|slurp|archiver|preview|facebookexternalhit|monitor|validator", re.IGNORECASE
)


def is_robot(user_agent: str) -> bool:
    """Whether the program at the other end says that it is none a person looks through."""
    return not user_agent.strip() or bool(ROBOTS.search(user_agent))


def visitor_hash(address: str, user_agent: str, day: datetime.date) -> bytes:
    """16 bytes that tell two visitors of one day apart and cannot be turned back into an address."""
    key = salted_hmac("linwen.visit", day.isoformat(), algorithm="sha256").digest()
    return hashlib.blake2b(f"{address}\n{user_agent}".encode(), key=key, digest_size=16).digest()


def record(kind: Kind, object_id: int, *, address: str, user_agent: str) -> None:
    """Count a view, unless this visitor was counted here within this half hour. Stored when the call returns."""
    visit = Visit(
        kind=kind,
        object_id=object_id,
        slot=int(time.time()) // SLOT_SECONDS,
        visitor=visitor_hash(address, user_agent, timezone.localdate()),
    )
    Visit.objects.bulk_create([visit], ignore_conflicts=True)


def count(kind: Kind, object_id: int) -> int:
    """All views of a thing up to now: what is added up already and what still waits."""
    with transaction.atomic():
        total = ViewTotal.objects.filter(kind=kind, object_id=object_id).values_list("views", flat=True).first() or 0
        return total + Visit.objects.filter(kind=kind, object_id=object_id).count()


def totals(kind: Kind) -> Coalesce:
    """The added-up views of the row of an outer query, to annotate lists with."""
    total = ViewTotal.objects.filter(kind=kind, object_id=OuterRef("pk")).values("views")[:1]
    return Coalesce(Subquery(total), 0, output_field=IntegerField())


def bring(kind: Kind, views: dict[int, int]) -> None:
    """Set the views that things counted before they came here; for imports, on things not yet seen here."""
    ViewTotal.objects.bulk_create(
        [ViewTotal(kind=kind, object_id=pk, views=number) for pk, number in views.items() if number],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["views"],
    )


def fold(*, everything: bool = False) -> int:
    """Add the visits of closed half hours up into days and totals, in one transaction; how many there were.

    The half hour that runs, and the one before, stay as rows: they are what makes a reload count once.
    """
    limit = int(time.time()) // SLOT_SECONDS + (1 if everything else -1)
    with transaction.atomic():
        # On PostgreSQL the lock makes a second worker wait; on SQLite writers take turns anyway.
        visits = Visit.objects.select_for_update().filter(slot__lt=limit)
        rows = list(visits.values_list("pk", "kind", "object_id", "slot")[:50_000])
        days: dict[tuple[str, int, datetime.date], int] = {}
        sums: dict[tuple[str, int], int] = {}
        for _pk, kind, object_id, slot in rows:
            moment = datetime.datetime.fromtimestamp(slot * SLOT_SECONDS, tz=datetime.UTC)
            key = (kind, object_id, timezone.localdate(moment))
            days[key] = days.get(key, 0) + 1
            sums[key[:2]] = sums.get(key[:2], 0) + 1
        for (kind, object_id, day), number in days.items():
            _raise(DailyViews.objects.get_or_create(kind=kind, object_id=object_id, day=day)[0], number)
        for (kind, object_id), number in sums.items():
            _raise(ViewTotal.objects.get_or_create(kind=kind, object_id=object_id)[0], number)
        Visit.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return len(rows)


def _raise(row: DailyViews | ViewTotal, number: int) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(views=F("views") + number)


def rank(kind: Kind) -> None:
    """Work out the most read of the last seven days anew."""
    since = timezone.localdate() - datetime.timedelta(days=RANKED_DAYS - 1)
    days = DailyViews.objects.filter(kind=kind, day__gte=since).values("object_id").annotate(number=Sum("views"))
    numbers = {row["object_id"]: row["number"] for row in days}
    for row in Visit.objects.filter(kind=kind).values("object_id").annotate(number=Count("pk")):
        numbers[row["object_id"]] = numbers.get(row["object_id"], 0) + row["number"]
    best = sorted(numbers.items(), key=lambda pair: (-pair[1], -pair[0]))[:RANKED]
    with transaction.atomic():
        caching.purge_after_commit("ranking")
        Ranking.objects.filter(kind=kind).delete()
        Ranking.objects.bulk_create(
            Ranking(kind=kind, rank=place, object_id=pk, views=views) for place, (pk, views) in enumerate(best, 1)
        )


def most_read(kind: Kind) -> Sequence[int]:
    """The ids of the most read things of the last seven days, the most read first."""
    return list(Ranking.objects.filter(kind=kind).order_by("rank").values_list("object_id", flat=True))
