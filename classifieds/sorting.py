"""Writing anew where boards find listings, after what can be asked for has changed."""

from classifieds.models import Attribute, Category, Listing, shelf
from portal.lib import caching

BATCH = 1000
WRITTEN = ["group", "area", *shelf.COLUMNS]


def sort_changed() -> int:
    """Write anew the listings of groups whose attributes changed; how many. A change meanwhile is not lost."""
    number = 0
    for group in Category.objects.groups().exclude(unsorted_at=None):
        number += sort(group)
        Category.objects.filter(pk=group.pk, unsorted_at=group.unsorted_at).update(unsorted_at=None)
    return number


def sort(group: Category | None = None) -> int:
    """Write anew the listings of a group, or all; how many."""
    number, last = 0, 0
    while batch := _after(last, group):
        for listing in batch:
            listing.shelve()
        Listing.objects.bulk_update(batch, WRITTEN)
        number, last = number + len(batch), batch[-1].pk
    caching.purge("site", "listings")
    return number


def _after(last: int, group: Category | None) -> list[Listing]:
    """The next listings, each with the attributes of its category at hand."""
    rows = Listing.objects.select_related("category", "region").filter(pk__gt=last).order_by("pk")
    if group:
        rows = rows.filter(group=group)
    attributes = list(Attribute.objects.prefetch_related("leaves"))
    batch = list(rows.defer("body", "reasons")[:BATCH])
    for listing in batch:
        listing.known_attributes = [one for one in attributes if one.is_of(listing.category)]
    return batch
