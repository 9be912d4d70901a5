"""Storing a listing with everything that is checked on the way, in one transaction: new, or edited."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds.forms import ListingForm
from classifieds.models import Contact, DeniedContact, Listing
from classifieds.screening import copies, score, storm
from classifieds.screening.folding import bare
from classifieds.screening.reasons import Reason
from classifieds.screening.sender import Sender
from portal.lib import ratelimit
from portal.lib.visitors import neighbourhood

LIVE_PER_CONTACT = 3


@dataclass(frozen=True)
class Published:
    """A stored listing with the secret and the code that manage it, told only now."""

    listing: Listing
    secret: str
    code: str


def publish(form: ListingForm, request: HttpRequest) -> Published | None:
    """Store a new listing with the standing it earned; None if the form now says why it was not taken."""
    storm.count()
    sender = Sender.of(request)
    with transaction.atomic():
        contact = form.contact(Contact())
        _take_turns(contact)
        if not _may_publish(form, contact, None) or not _may_be_new(form, contact):
            return None
        listing = form.fill(Listing(posted_at=timezone.now()))
        listing.expires_at = listing.term()
        secret, code = listing.issue_secret()
        score.settle(listing, [*_circumstances(request), *score.assess(listing, contact, sender)])
        form.store(listing)
        copies.remember(listing, sender)
    return Published(listing, secret, code)


def revise(form: ListingForm, listing: Listing) -> bool:
    """Store an edited listing, judged anew; False if the form now says why it was not taken."""
    was, before = bare(copies.text_of(listing)), Contact.objects.filter(listing=listing).first() or Contact()
    with transaction.atomic():
        contact = form.contact(Contact(listing=listing))
        _take_turns(contact)
        is_new_contact = not contact.hashes() <= before.hashes()
        if is_new_contact and not _may_publish(form, contact, listing):
            return False
        form.fill(listing)
        reasons = score.assess(listing, contact, Sender())
        score.resettle(listing, reasons, was=was, is_new_contact=is_new_contact)
        form.store(listing)
        copies.remember(listing, Sender())
    return True


def _take_turns(contact: Contact) -> None:
    """Of two processes that store listings of one contact, let the second wait until the first is done."""
    for known in sorted(contact.hashes()):
        ratelimit.count(f"turn {known}", 60)


def _may_publish(form: ListingForm, contact: Contact, listing: Listing | None) -> bool:
    """Whether this contact may stand on one more listing of the category."""
    if DeniedContact.any_of(contact.hashes()):
        form.add_error(_field(contact), _("这个号码登记为不得发布。号码是您的，请在“申请删除”页告诉我们。"))
        return False
    others = Contact.objects.of(contact.hashes()).filter(listing__in=Listing.objects.standing(form.category))
    if others.exclude(listing=listing).count() >= LIVE_PER_CONTACT:
        form.add_error(_field(contact), _("同一个号码在一个类别里最多展示3条。先把旧的下线或改一改，再发新的。"))
        return False
    return True


def _may_be_new(form: ListingForm, contact: Contact) -> bool:
    """Whether this contact may have one more new listing today."""
    for known in sorted(contact.hashes()):
        if not ratelimit.allow_key("classifieds:contact", known):
            form.add_error(_field(contact), _("这个号码今天已经发了5条，请明天再发。"))
            return False
    return True


def _field(contact: Contact) -> str:
    return next(name for name in ("phone", "wechat", "email") if getattr(contact, name))


def _circumstances(request: HttpRequest) -> list[Reason]:
    """What speaks against how a listing was sent."""
    found = []
    within = [
        ratelimit.allow("classifieds:soon", request),
        ratelimit.allow("classifieds:day", request),
        ratelimit.allow("classifieds:neighbours", request, of=neighbourhood),
    ]
    if not all(within):
        found.append(score.circumstance("budget"))
    if storm.is_blowing():
        found.append(score.circumstance("storm"))
    return found
