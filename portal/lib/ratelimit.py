"""How often somebody may do something: `@rate_limited("takedown:create")`, with the numbers in settings.RATE_LIMITS.

Hits are counted in one table by one statement that both databases understand, so all processes count together.
The table belongs to `portal.moderation`, since this floor has no models; this file says what it looks like.
"""

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.lib.visitors import visitor

View = TypeVar("View", bound=Callable[..., HttpResponse])

# Columns: name (unique), hits, until (seconds since 1970).
TABLE = "moderation_tally"
COUNT = f"""
    INSERT INTO {TABLE} (name, hits, until) VALUES (%s, 1, %s)
    ON CONFLICT (name) DO UPDATE SET
        hits = CASE WHEN {TABLE}.until <= %s THEN 1 ELSE {TABLE}.hits + 1 END,
        until = CASE WHEN {TABLE}.until <= %s THEN excluded.until ELSE {TABLE}.until END
    RETURNING hits
"""  # noqa: S608 - the table's name is a constant


def count(name: str, seconds: int) -> int:
    """Count one more of this name; how many there were since the first, which is forgotten after so many seconds."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [name, now + seconds, now, now])
        return int(cursor.fetchone()[0])


def allow(name: str, request: HttpRequest, *, of: Callable[[HttpRequest, str], str] = visitor) -> bool:
    """Count one more try of the asking household, or neighbourhood; False once over the limit of that name."""
    return allow_key(name, of(request, f"{name} {timezone.localdate()}"))


def allow_key(name: str, key: str) -> bool:
    """Count one more for whatever the key stands for: a contact, a listing; False once over the limit of that name."""
    most, seconds = settings.RATE_LIMITS[name]
    return count(f"{name} {key}", seconds) <= most


def is_over(name: str, request: HttpRequest, *, of: Callable[[HttpRequest, str], str] = visitor) -> bool:
    """Whether the limit is reached already; counts nothing."""
    key = of(request, f"{name} {timezone.localdate()}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hits FROM {TABLE} WHERE name = %s AND until > %s", [f"{name} {key}", int(time.time())])  # noqa: S608
        row = cursor.fetchone()
    return row is not None and int(row[0]) >= settings.RATE_LIMITS[name][0]


def refuse(request: HttpRequest, name: str) -> HttpResponse:
    """The page that says to wait. It holds what was sent, and a button that sends it again."""
    seconds = settings.RATE_LIMITS[name][1]
    sent = [(key, value) for key, values in request.POST.lists() for value in values]
    context = {"minutes": -(-seconds // 60), "sent": sent}
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def rate_limited(name: str) -> Callable[[View], View]:
    """Let one household POST to a view only as often as settings.RATE_LIMITS says."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not allow(name, request):
                return refuse(request, name)
            return view(request, *args, **kwargs)

        return cast(View, limited)

    return decorate


def prune() -> int:
    """Forget the counts that are over; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE until <= %s", [int(time.time())])  # noqa: S608
        return int(cursor.rowcount)
