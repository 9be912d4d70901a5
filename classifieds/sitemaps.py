"""What sitemaps say of listings: where those with reach are, the boards, and what was withdrawn."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, OuterRef, Subquery
from django.urls import reverse

from classifieds.models import Category, Listing, Photo
from portal.lib import caching
from portal.lib.sitemaps import PART, Page, Part, in_turns, numbers_of


def parts() -> list[Part]:
    """The parts that have something to show."""
    number = ExpressionWrapper((F("pk") - 1) / PART + 1, BigIntegerField())
    rows = Listing.objects.with_reach().order_by().annotate(part=number).values("part")
    dated = rows.annotate(posted=Max("posted_at"), renewed=Max("renewed_at")).order_by("part")
    return [Part(path_of(row["part"]), max(filter(None, (row["posted"], row["renewed"])))) for row in dated]


def path_of(number: int) -> str:
    return f"/sitemap-listings-{number}.xml"


def pages(number: int) -> Iterator[Page]:
    """The listings with reach of a part, in the order of their numbers."""
    caching.tag(f"sitemap-listings-{number}")
    rows = Listing.objects.filter(pk__range=numbers_of(number)).with_reach()
    caching.true_until(rows.order_by("expires_at").values_list("expires_at", flat=True).first())
    photo = Photo.objects.filter(listing=OuterRef("pk")).order_by("position", "pk").values("file")[:1]
    return map(_page, in_turns(rows.only("posted_at", "renewed_at").annotate(photo_name=Subquery(photo))))


def _page(listing: Any) -> Page:
    """`listing` has the name of its first photo's file as `photo_name`."""
    images = [default_storage.url(listing.photo_name)] if listing.photo_name else []
    return Page(listing.get_plain_url(), max(filter(None, (listing.posted_at, listing.renewed_at))), images)


def withdrawn(number: int) -> Iterator[str]:
    """The addresses of what was here and is withdrawn, the latest first."""
    gone = Listing.objects.removed().filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")
    return (f"/classifieds/{pk}/" for pk in gone.values_list("pk", flat=True)[:number])


def list_pages() -> Iterator[Page]:
    """The boards."""
    yield Page(reverse("classifieds:index"))
    for category in Category.objects.open().select_related("group"):
        yield Page(category.get_absolute_url())
