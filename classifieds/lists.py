"""Listings on pages that are about something else: the front page, the editions, another listing."""

import math
from collections.abc import Iterable

from classifieds.models import Attribute, Listing, ListingQuerySet
from portal.lib import caching

LOOKED_AT = 60


def newest(number: int, *, region_ids: list[int] | None = None) -> list[Listing]:
    """The newest few of some regions, or of all."""
    if region_ids is None:
        caching.tag("listings")
        return _noted(_open().newest_first()[:number])
    caching.tag(*(f"listings-of:{pk}" for pk in region_ids))
    return _noted(_open().filter(region__in=region_ids).newest_first()[:number])


def with_attributes(listings: Iterable[Listing]) -> list[Listing]:
    """The same, each with the attributes of its category at hand, whatever they are."""
    found = list(listings)
    known = list(Attribute.objects.filter(group__in={one.group_id for one in found}).prefetch_related("leaves"))
    for listing in found:
        listing.known_attributes = [one for one in known if one.is_of(listing.category)]
    return found


def similar(listing: Listing, number: int) -> list[Listing]:
    """Of the newest of its category, those that are near in place and price."""
    same = _open().filter(category=listing.category_id, intent=listing.intent).exclude(pk=listing.pk)
    return _noted(sorted(same.newest_first()[:LOOKED_AT], key=lambda other: _distance(listing, other))[:number])


def _open() -> ListingQuerySet:
    """What has reach and is still to be had."""
    return Listing.objects.with_reach().filter(done_at=None).for_ticker()


def _noted(listings: "ListingQuerySet | list[Listing]") -> list[Listing]:
    """The same listings, written down as being on the page that is made."""
    found = list(listings)
    for listing in found:
        caching.tag(f"listing:{listing.pk}")
        caching.true_until(listing.expires_at)
    return found


def _distance(one: Listing, other: Listing) -> float:
    """How unlike two listings are: another county counts as much as twice the price."""
    doublings = abs(math.log2(one.price / other.price)) if one.price and other.price else 1
    return doublings + (one.area_id != other.area_id) + (one.region_id != other.region_id) / 2
