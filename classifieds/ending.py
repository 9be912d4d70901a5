"""The end of listings: told of three days before, hidden by their date, gone for good thirty days after it."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from classifieds.models import Listing, Photo
from classifieds.models.listing import KEPT_AFTER_END
from classifieds.models.photo import photo_storage
from portal.lib import images
from portal.moderation.models import Report, Target
from portal.search import index

AT_ONCE = 200


def purge() -> int:
    """Delete what ended, or was deleted by its poster, thirty days ago: rows, contacts, photos. How many there were."""
    gone = 0
    while batch := _purge_some():
        gone += batch
    return gone


def _purge_some() -> int:
    long_ago = timezone.now() - KEPT_AFTER_END
    over = Listing.objects.filter(Q(expires_at__lt=long_ago) | Q(deleted_at__lt=long_ago))
    with transaction.atomic():
        listings = list(over.select_for_update().order_by("pk")[:AT_ONCE])
        ids = [listing.pk for listing in listings]
        photos = list(Photo.objects.filter(listing__in=ids).values_list("file", "widths"))
        for listing in listings:
            index.remove(listing)
            listing.purge_pages()
        Report.objects.filter(target=Target.LISTING, object_id__in=ids).delete()
        Listing.objects.filter(pk__in=ids).delete()
        transaction.on_commit(lambda: _remove_files(photos))
    return len(ids)


def _remove_files(photos: list[tuple[str, list[int]]]) -> None:
    for name, widths in photos:
        images.remove(name, widths, photo_storage())
