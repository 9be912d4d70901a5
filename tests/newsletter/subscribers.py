"""Readers who get the newsletter."""

import datetime
from typing import Any

import time_machine
from django.utils import timezone

from portal.newsletter.models import Subscription

# A Monday: daily and weekly letters are due at seven in Shanghai.
MONDAY = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
AT_SEVEN = MONDAY + datetime.timedelta(minutes=1)


def at(moment: datetime.datetime) -> time_machine.travel:
    """The site at that time."""
    return time_machine.travel(moment, tick=False)


def make_subscription(email: str = "reader@example.org", **fields: Any) -> Subscription:
    """Somebody who confirmed long ago, unless said otherwise."""
    fields.setdefault("confirmed_at", MONDAY - datetime.timedelta(days=30))
    fields.setdefault("asked_at", fields["confirmed_at"] or timezone.now())
    return Subscription.objects.create(email=email, **fields)
