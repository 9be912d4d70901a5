"""Who outside hears that a listing came, changed or went: its page for search engines, its feeds for the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from portal.announcing import queue
from portal.announcing.queue import Service
from portal.lib.feeds import FORMS

if TYPE_CHECKING:
    from classifieds.models.listing import Listing


def tell_of(changed: Listing) -> None:
    """Leave word for the services, in the transaction of the change. What has no reach is told to nobody."""
    # Asked anew: what the caller holds may be older than the change.
    listing = type(changed).objects.filter(pk=changed.pk).first() if queue.services() else None
    if listing is None:
        return
    at = None if listing.quarantined_at else timezone.now()
    page = [listing.get_plain_url()]
    queue.tell(Service.INDEXNOW, page, at)
    queue.tell(Service.BAIDU, page, at if listing.is_public else None)
    if at:
        slugs = dict.fromkeys([listing.category.slug, listing.category.root.slug])
        scopes = ["classifieds", *(f"classifieds-{slug}" for slug in slugs)]
        queue.tell(Service.WEBSUB, [f"/feeds/{scope}.{form}" for scope in scopes for form in FORMS], at)
