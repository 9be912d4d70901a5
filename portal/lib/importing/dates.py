"""When a thing was published, and when what hangs on it came."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.importing.fields import Fields

HOURS_OF_A_YEAR = 24 * 366


def published(fields: Fields, now: datetime.datetime, name: str = "published_at") -> datetime.datetime:
    """The moment of that name; or `date` and `hour`; or `days_ago` and `time`, which is never in the future."""
    time = fields.text("time", 5)
    hour = fields.number("hour", most=23)
    if fields.has(name):
        return fields.moment(name) or now
    if fields.has("date"):
        return (fields.moment("date") or now) + datetime.timedelta(hours=hour)
    if not fields.has("days_ago"):
        fields.complain(name, _("没有写"))
        return now
    day = timezone.localdate(now) - datetime.timedelta(days=fields.number("days_ago", most=36500))
    try:
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(time or "08:00")))
    except ValueError:
        fields.complain("time", _("应是 17:06 这样的时间"))
        return now
    return moment if moment <= now else moment - datetime.timedelta(days=1)


def after(fields: Fields, published_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """`at`, or `hours_after` the article, which is never in the future; with neither, as the article."""
    if fields.has("at"):
        return fields.moment("at") or now
    hours = fields.fraction("hours_after", 0, most=HOURS_OF_A_YEAR)
    return min(published_at + datetime.timedelta(hours=hours), max(now, published_at))
