"""Do others post the same photo? One that three contacts show within a week is seldom all of theirs."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from classifieds.models import Contact, Listing, Photo, PhotoBand
from portal.lib import photoprint

REMEMBERED = datetime.timedelta(days=7)
CONTACTS = 3
MOST_COMPARED = 5000


def showing(photos: Sequence[Photo], listing: Listing) -> list[Listing]:
    """The other listings of a week that show one of these photos, with their contacts."""
    near = {band for photo in photos for band in photoprint.bands_near(photo.prints)}
    if not near:
        return []
    found = PhotoBand.objects.filter(value__in=near).values("photo")
    recent = Photo.objects.filter(pk__in=found, added_at__gt=timezone.now() - REMEMBERED).exclude(listing=None)
    recent = recent.exclude(listing=listing.pk).select_related("listing__contact").order_by("-added_at")
    same = [one for one in recent[:MOST_COMPARED] if any(photoprint.alike(one.prints, mine.prints) for mine in photos)]
    return [one.listing for one in same if one.listing]


def is_passed_around(listings: list[Listing], contact: Contact) -> bool:
    """Whether this contact and enough others show the same photo."""
    others = {frozenset(one.contact.hashes()) for one in listings if hasattr(one, "contact")}
    return len([one for one in others if not one & contact.hashes()]) >= CONTACTS - 1


def forget() -> int:
    """Delete what older photos were found by; how many rows that were."""
    return PhotoBand.objects.filter(photo__added_at__lt=timezone.now() - REMEMBERED).delete()[0]
