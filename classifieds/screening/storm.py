"""A storm: so many more listings in an hour than usual that a program must be posting."""

import statistics
import time

from django.conf import settings

from portal.lib import ratelimit
from portal.moderation.models import Tally

HOUR = 3600
WEEK = 7 * 24
TIMES = 5
# In a storm a proof takes eight times the work.
EXTRA_BITS = 3


def _name(hour: int) -> str:
    return f"posted {hour}"


def count() -> None:
    """Count one more try to post in this hour."""
    ratelimit.count(_name(int(time.time()) // HOUR), (WEEK + 1) * HOUR)


def is_blowing() -> bool:
    """Whether this hour, or the last, has more than five times the median of a week; a quiet town has a floor."""
    now = int(time.time()) // HOUR
    names = [_name(hour) for hour in range(now - WEEK, now + 1)]
    hits = dict(Tally.objects.filter(name__in=names).values_list("name", "hits"))
    recent = max(hits.get(_name(hour), 0) for hour in (now, now - 1))
    if recent <= settings.STORM_FLOOR:
        return False
    return recent > TIMES * statistics.median(hits.get(name, 0) for name in names[:-1])
