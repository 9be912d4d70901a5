"""How a listing is found: its title; then its category, what its attributes say, its place and its words."""

from collections.abc import Iterator

from classifieds.models import Category, Listing, ListingQuerySet, shelf
from classifieds.models.attribute import told
from portal.lib import text
from portal.search import index, spelling
from portal.search.models import Document
from portal.search.narrowing import Among
from portal.search.newest import newest

KIND = "listing"
# Of the listings that have the words, a board looks at so many, the newest.
MOST = 2000


def rows() -> ListingQuerySet:
    """What is public, or was until its term ended and may be renewed; nothing that a person took off."""
    there = Listing.objects.filter(shelf.STANDING).select_related("category__group", "region")
    return there.prefetch_related("category__group__attributes__leaves")


def describe(listing: Listing) -> Document:
    """The document of a listing. Its contact is no part of it."""
    texts = (listing.category.root.name, listing.category.name, *_said(listing), listing.place, listing.body)
    return Document(
        title=listing.title,
        text="\n".join(part for part in texts if part),
        published_at=listing.posted_at,
        expires_at=listing.expires_at,
        region_id=listing.region_id,
    )


def _said(listing: Listing) -> Iterator[str]:
    """What its attributes say; of those that are so or not, the names of those that are."""
    attributes = [one for one in listing.category.root.attributes.all() if one.is_of(listing.category)]
    for attribute, words in told(listing.values, attributes):
        if attribute.kind != attribute.Kind.FLAG:
            yield words
        elif listing.values[attribute.key] is True:
            yield attribute.name


def with_words(typed: str) -> list[int]:
    """The ids of the listings with all these words, the newest first, at most MOST."""
    query = text.query(typed)
    return [hit.object_id for hit in newest(query, [Among("kind", {KIND})], MOST)] if query.words else []


def register() -> None:
    """Called once, when the app is ready."""
    spelling.register(lambda: Category.objects.open().values_list("name", flat=True))
    index.register(
        index.Collection(
            kind=KIND,
            rows=rows,
            public=Listing.objects.public,
            shown=lambda: Listing.objects.public().for_cards(),
            describe=describe,
            template="classifieds/_search_result.html",
        )
    )
