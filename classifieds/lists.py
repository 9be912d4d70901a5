"""Listings on pages that are about something else: the front page, the editions."""

from classifieds.models import Listing
from portal.lib import caching


def newest(number: int, *, region_ids: list[int] | None = None) -> list[Listing]:
    """The newest few with reach and still to be had, of some regions or all; noted as being on the page."""
    rows = Listing.objects.with_reach().filter(done_at=None)
    if region_ids is None:
        caching.tag("listings")
    else:
        caching.tag(*(f"listings-of:{pk}" for pk in region_ids))
        rows = rows.filter(region__in=region_ids)
    found = list(rows.for_ticker().newest_first()[:number])
    for listing in found:
        caching.tag(f"listing:{listing.pk}")
        caching.true_until(listing.expires_at)
    return found
