"""Where readers meet a listing."""

from typing import Any

from django.urls import reverse

from classifieds.feeds import path_of
from portal.lib.feeds import FORMS
from portal.moderation import surfaces
from portal.moderation.models import Target


def register() -> None:
    """Called once, when the app is ready."""

    def add(name: str, addresses: Any) -> None:
        surfaces.register(name, Target.LISTING, addresses)

    add("classifieds:detail", lambda listing: [listing.get_absolute_url()])
    add("classifieds:index", lambda listing: [reverse("classifieds:index")])
    add(
        "classifieds:board",
        lambda listing: [one.get_absolute_url() for one in (listing.category, listing.category.root)],
    )
    add("listing_feed", lambda listing: [path_of(None, form) for form in FORMS])
    add(
        "listing_feed_of",
        lambda listing: [path_of(one, form) for one in (listing.category, listing.category.root) for form in FORMS],
    )
    add("classifieds:photo", lambda listing: [photo.src for photo in listing.photos.all()])
    add("classifieds:contact", lambda listing: [])  # answers a POST, and only while the listing is public
    for name in ("message", "report", "claim"):  # forms below a listing; there only while it is public
        add(f"classifieds:{name}", lambda listing: [])
    surfaces.shows_no_content(*(f"classifieds:{name}" for name in ("post", "fill", "tray", "mine", "lost", "reopen")))
    # Only who holds the secret sees these, and a withdrawn listing stays theirs to read.
    verbs = ("manage", "edit", "renew", "done", "offer_again", "hide_contact", "letters", "appeal", "delete", "export")
    album = ("album", "remove_photo", "earlier_photo")
    surfaces.shows_no_content(*(f"classifieds:{name}" for name in (*verbs, *album)))
