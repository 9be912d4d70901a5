"""Canaries: listings that no person is led to. Who asks for the contacts of two of them gathers numbers.

They stand at addresses between those of others, and boards name one where no reader sees it. Nobody is told that they
are not real: whoever asked is refused for the rest of the day, like anybody who asked too often.
"""

import datetime
import json
import logging
from pathlib import Path

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from classifieds.models import Category, Contact, Listing
from portal.lib import caching, ratelimit
from portal.regions.models import Region

logger = logging.getLogger(__name__)

LIMIT = "classifieds:canary"
FILE = Path(__file__).with_name("canaries.json")
TERM = datetime.timedelta(days=365)
CACHED = "canaries"


def note(request: HttpRequest) -> None:
    """Somebody was told the contact of a canary."""
    ratelimit.allow(LIMIT, request)
    if is_known(request):
        logger.warning("Somebody gathers contacts; their address gets none for a day.")


def is_known(request: HttpRequest) -> bool:
    """Whether this household asked canaries for their contacts today, more than by accident."""
    return ratelimit.is_over(LIMIT, request)


def plant(phone: str) -> int:
    """Renew the canaries, with a number of the operator's own; how many there are."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    leaves = {one.slug: one for one in Category.objects.exclude(group=None)}
    region = Region.objects.order_by("position", "pk").first()
    planted = [row for row in rows if row["category"] in leaves] if region else []
    with transaction.atomic():
        for old in Listing.objects.canaries():
            old.delete()
        for row in planted:
            _plant(Listing(**{**row, "category": leaves[row["category"]], "region": region}), phone)
        caching.purge_after_commit(CACHED, "listings")
    return len(planted)


def _plant(listing: Listing, phone: str) -> None:
    # Held for ever and looked at: neither boards nor the moderators' queue show it.
    listing.held_at = listing.reviewed_at = listing.quarantined_at = timezone.now()
    listing.held_for, listing.expires_at = Listing.HeldFor.CANARY, timezone.now() + TERM
    listing.issue_secret()
    listing.save()
    Contact.objects.create(listing=listing, phone=phone)


def bait() -> str:
    """The address of a canary for a board to name; '' if there is none."""
    return caching.remembered(CACHED, _newest)


def _newest() -> str:
    newest = Listing.objects.canaries().order_by("-pk").first()
    return newest.get_absolute_url() if newest else ""
