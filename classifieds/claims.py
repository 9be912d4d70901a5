"""“这是我的号码”: hides a contact at once; an editor asks, and gives it back or sees that it never returns."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from classifieds.models import Contact, DeniedContact, Listing
from portal.moderation.models import Decision

BAN, REJECT = "ban", "reject claim"


def confirm(listing: Listing, *, by: AbstractBaseUser, reason: str = "") -> bool:
    """The claim is right: the number goes from every listing and may not be published again. False without a claim."""
    reason = reason or "号码不是发布人的"
    with transaction.atomic():
        contact = Contact.objects.select_for_update().filter(listing=listing, claim_settled_at=None).first()
        if contact is None or contact.claimed_at is None:
            return False
        number = contact.phone_hash or contact.wechat_hash or contact.email_hash
        DeniedContact.objects.get_or_create(contact_hash=number, defaults={"reason": "号码本人要求", "by_id": by.pk})
        for one in _locked(Listing.objects.filter(contact__in=Contact.objects.of({number}))):
            one.hold(by=by, reason=reason, held_for=Listing.HeldFor.CLAIM)
        Contact.objects.of({number}).delete()
    return True


def reject(listing: Listing, *, by: AbstractBaseUser, reason: str = "") -> bool:
    """The claim is wrong: the contact is back. False without a claim."""
    with transaction.atomic():
        if not listing.settle_claim():
            return False
        Decision.record(listing, verb=REJECT, by=by, reason=reason)
    return True


def ban(listing: Listing, *, by: AbstractBaseUser, reason: str) -> bool:
    """Hold every listing of this contact and let it publish nothing more; False if all that was so before."""
    with transaction.atomic():
        contact = Contact.objects.filter(listing=listing).first()
        hashes = contact.hashes() if contact else set()
        known_ones = _locked(Listing.objects.filter(Q(pk=listing.pk) | Q(contact__in=Contact.objects.of(hashes))))
        denied = [_deny(known, reason, by) for known in sorted(hashes)]
        facts = {
            "denied": [one.pk for one in denied if one],
            "held": [one.pk for one in known_ones if one.hold(by=by, reason=reason)],
        }
        if not any(facts.values()):
            return False
        Decision.record(listing, verb=BAN, by=by, reason=reason, facts=facts)
        listing.refresh_from_db()
    return True


def _deny(known: str, reason: str, by: AbstractBaseUser) -> DeniedContact | None:
    """The contact as one that may not be published; None if it was that before."""
    said = {"reason": reason[:100], "by_id": by.pk}
    one, is_new = DeniedContact.objects.get_or_create(contact_hash=known, defaults=said)
    return one if is_new else None


def _locked(listings: QuerySet[Listing]) -> list[Listing]:
    """The rows, all at once and before any decision on one of them: the log is the last lock to be taken."""
    return list(listings.select_for_update(of=("self",)).order_by("pk"))
