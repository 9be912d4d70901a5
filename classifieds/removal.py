"""What a takedown has to know of listings."""

from django.contrib.auth.models import AbstractBaseUser

from classifieds.models import Contact, Listing
from classifieds.screening.copies import text_of
from portal.moderation import denial, removable
from portal.moderation.denial import Verdict
from portal.moderation.models import Target
from portal.moderation.removable import Kind, Said, Text


def said(listing: Listing) -> Said:
    """What a listing says. Its title is one of its words: many listings have the same."""
    return Said(listing.title, text_of(listing))


def verdict(listing: Listing) -> Verdict:
    """Whether a listing is one that was withdrawn; honest ones of a kind are much alike, so little counts as like."""
    return denial.verdict(text=text_of(listing), like=denial.SAME)


def _hold(listing: Listing, *, by: AbstractBaseUser | None, reason: str) -> bool:
    return listing.hold(by=by, reason=reason)


def _approve(listing: Listing, *, by: AbstractBaseUser, reason: str) -> bool:
    return listing.approve(by=by)


def _email_of(listing: Listing) -> str:
    """Where its poster is written to, if they left an address."""
    return Contact.objects.filter(listing=listing).values_list("email", flat=True).first() or ""


def _texts(listing: Listing) -> list[Text]:
    return [Text(listing, name) for name in ("title", "body", "place")]


def register() -> None:
    """Called once, when the app is ready. Moderators' own verbs also settle reports."""
    verbs = {"hold": _hold, "restore": _approve}
    listing = Kind(Target.LISTING, Listing, Listing.objects.public, said, verbs, texts=_texts, email_of=_email_of)
    removable.register(listing)
