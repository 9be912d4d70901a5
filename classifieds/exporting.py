"""Listings as JSON Lines under the names of docs/import.md; contacts only for who asks for them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

from classifieds.models import Listing

BATCH = 500
CONTACT = ("name", "phone", "wechat", "email")


def lines(*, with_contacts: bool) -> Iterator[str]:
    """A line for each listing that readers can see, the oldest first.

    A row without a contact cannot be imported: an export without them is for reading, one with them for moving a site.
    """
    rows = Listing.objects.public().select_related("category", "region", "contact").order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        for listing in batch:
            row = _row(listing) | (_contact(listing) if with_contacts else {})
            yield json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)


def _row(listing: Listing) -> dict[str, Any]:
    return {
        "key": listing.import_key or f"listing-{listing.pk}",
        "category": listing.category.slug,
        "region": listing.region.slug,
        "intent": listing.intent,
        "title": listing.title,
        "body": listing.body,
        "place": listing.place,
        "values": {name: value for name, value in sorted(listing.values.items()) if value not in (None, "")},
        "posted_at": listing.posted_at.astimezone(datetime.UTC).isoformat(),
        "expires_at": listing.expires_at.astimezone(datetime.UTC).isoformat(),
        "done": listing.done_at is not None,
    }


def _contact(listing: Listing) -> dict[str, str]:
    return {name: getattr(listing.contact, name) for name in CONTACT}
