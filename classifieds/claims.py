"""“这是我的号码”: hides a contact at once; an editor asks, and gives it back or sees that it never returns."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from classifieds.models import Contact, DeniedContact, Listing
from portal.moderation.models import Decision


def confirm(listing: Listing, *, by: AbstractBaseUser) -> bool:
    """The claim is right: the number goes from every listing and may not be published again. False without a claim."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update().filter(listing=listing, claim_settled_at=None).first()
        if contact is None or contact.claimed_at is None:
            return False
        number = contact.phone_hash or contact.wechat_hash or contact.email_hash
        DeniedContact.objects.get_or_create(contact_hash=number, defaults={"reason": "号码本人要求", "by_id": by.pk})
        for one in _locked(Listing.objects.filter(contact__in=Contact.objects.of({number}))):
            one.hold(by=by, reason="号码不是发布人的", held_for=Listing.HeldFor.CLAIM)
        Contact.objects.of({number}).delete()
    return True


def reject(listing: Listing, *, by: AbstractBaseUser) -> bool:
    """The claim is wrong: the contact is back. False without a claim."""
    with transaction.atomic():
        if not listing.settle_claim():
            return False
        Decision.record(listing, verb="reject claim", by=by)
    return True


def ban(listing: Listing, *, by: AbstractBaseUser, reason: str) -> bool:
    """Hold every listing of this contact and let it publish nothing more."""
    with transaction.atomic():
        contact = Contact.objects.filter(listing=listing).first()
        hashes = contact.hashes() if contact else set()
        for known in sorted(hashes):
            DeniedContact.objects.get_or_create(contact_hash=known, defaults={"reason": reason[:100], "by_id": by.pk})
        known_ones = _locked(Listing.objects.filter(Q(pk=listing.pk) | Q(contact__in=Contact.objects.of(hashes))))
        held = listing.hold(by=by, reason=reason)
        for one in known_ones:
            one.hold(by=by, reason=reason)
    return held


def _locked(listings: QuerySet[Listing]) -> list[Listing]:
    """The rows, all at once and before any decision on one of them: the log is the last lock to be taken."""
    return list(listings.select_for_update().order_by("pk"))
