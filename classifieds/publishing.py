"""Storing a listing with everything that is checked on the way, in one transaction: new, or edited."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds import tray
from classifieds.forms import ListingForm
from classifieds.identity.confirming import confirm
from classifieds.models import Category, Contact, DeniedContact, Listing, Photo, Revision
from classifieds.models.revision import snapshot
from classifieds.screening import copies, score, storm, timing
from classifieds.screening.folding import bare
from classifieds.screening.reasons import Reason
from classifieds.screening.sender import Sender
from portal.lib import challenge, ratelimit
from portal.lib.challenge import Standing
from portal.lib.visitors import neighbourhood

LIVE_PER_CONTACT = 3


@dataclass(frozen=True)
class Published:
    """A stored listing with the secret and the code that manage it, told only now."""

    listing: Listing
    secret: str
    code: str


def purpose_of(category: Category) -> str:
    """What a challenge has to be signed for to be good for a listing of this category."""
    return f"listing {category.slug}"


def publish(form: ListingForm, request: HttpRequest, photos: list[Photo]) -> Published | None:
    """Store a new listing with its photos and the standing it earned; None if the form now says why not."""
    storm.count()
    sender = Sender.of(request)
    with transaction.atomic():
        standing = _proof_of(form, request)
        contact = form.contact(Contact())
        _take_turns(contact)
        if standing is None or not _may_publish(form, contact, None):
            return None
        if not confirm(form, request, purpose_of(form.category)):
            return None
        contact.confirmed_at = form.confirmed_at
        if not _is_within_limits(form, request) or not _may_be_new(form, contact):
            return None
        listing = form.fill(Listing(posted_at=timezone.now()))
        listing.expires_at = listing.term()
        secret, code = listing.issue_secret()
        score.settle(listing, [*_how_sent(standing, request), *score.assess(listing, contact, sender, photos)])
        form.store(listing)
        tray.attach(photos, listing)
        copies.remember(listing, sender)
    return Published(listing, secret, code)


def revise(form: ListingForm, listing: Listing, request: HttpRequest) -> bool:
    """Store an edited listing, judged anew; False if the form now says why it was not taken."""
    with transaction.atomic():
        listing = _locked(listing)
        was, before = bare(copies.text_of(listing)), Contact.objects.filter(listing=listing).first() or Contact()
        contact = form.contact(Contact(listing=listing, phone=before.phone, confirmed_at=before.confirmed_at))
        _take_turns(contact)
        is_new_contact = not contact.hashes() <= before.hashes()
        if is_new_contact and not _may_publish(form, contact, listing):
            return False
        if contact.phone != before.phone:
            if not confirm(form, request, f"edit {listing.pk}"):
                return False
            contact.confirmed_at = form.confirmed_at
        shown, ended = snapshot(listing), listing.last_day
        form.fill(listing)
        if listing.last_day != ended:
            listing.expires_at = listing.term(listing.renewed_at or listing.posted_at)
        reasons = score.assess(listing, contact, Sender(), list(listing.photos.all()))
        score.resettle(listing, reasons, was=was, is_new_contact=is_new_contact)
        form.store(listing)
        Revision.note(listing, shown)
        copies.remember(listing, Sender())
    return True


def add_photo(listing: Listing, photo: Photo) -> bool:
    """Give a listing one photo more and judge it anew; False if it has as many as it may."""
    with transaction.atomic():
        listing = _locked(listing)
        photos = list(listing.photos.all())
        if len(photos) >= tray.MOST:
            return False
        shown = snapshot(listing)
        photo.listing, photo.position = listing, max((one.position for one in photos), default=-1) + 1
        photo.save()
        _judge_photos(listing, shown)
    return True


def remove_photo(listing: Listing, photo: Photo) -> None:
    """Take a photo from its listing and judge the listing anew."""
    with transaction.atomic():
        listing = _locked(listing)
        shown = snapshot(listing)
        photo.delete()
        _judge_photos(listing, shown)


def _judge_photos(listing: Listing, shown: dict[str, str]) -> None:
    contact = Contact.objects.filter(listing=listing).first() or Contact()
    reasons = score.assess(listing, contact, Sender(), list(listing.photos.all()))
    score.resettle(listing, reasons, was=bare(copies.text_of(listing)), is_new_contact=False)
    listing.save()
    Revision.note(listing, shown)


def _locked(listing: Listing) -> Listing:
    """The listing as it stands now, and kept so: a moderator may have decided since the page was asked for."""
    return Listing.objects.select_for_update(of=("self",)).select_related("category__group").get(pk=listing.pk)


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


def _proof_of(form: ListingForm, request: HttpRequest) -> Standing | None:
    """What the form shows of whoever sent it; None if the form now says why nothing is taken."""
    if not _is_paced(form, request):
        return None
    standing = challenge.judge(request.POST, purpose_of(form.category))
    if standing in {Standing.MISSING, Standing.FAILED}:
        form.add_error(None, _("自动校验没有通过，请再点一次“立即发布”；没有自动校验的，请回答下面的问题。"))
        return None
    return standing


def _how_sent(standing: Standing, request: HttpRequest) -> list[Reason]:
    """What speaks against how a listing was sent."""
    within = [
        ratelimit.allow("classifieds:soon", request),
        ratelimit.allow("classifieds:day", request),
        ratelimit.allow("classifieds:neighbours", request, of=neighbourhood),
    ]
    found = {
        "trap": bool(request.POST.get("homepage")),
        "unproven": standing is Standing.ANSWERED and not request.POST.get("homepage"),
        "budget": not all(within),
        "storm": storm.is_blowing(),
    }
    return [score.circumstance(code) for code, is_so in found.items() if is_so]


def _is_paced(form: ListingForm, request: HttpRequest) -> bool:
    pace = timing.pace(request.POST.get("opened", ""), purpose_of(form.category))
    if pace is timing.Pace.HASTY:
        form.add_error(None, _("填得太快了，像是程序填的。请核对一遍，再点“立即发布”。"))
    if pace is timing.Pace.STALE:
        form.add_error(None, _("这一页开得太久了。写的都还在，请再点一次“立即发布”。"))
    return pace is timing.Pace.HUMAN


def _is_within_limits(form: ListingForm, request: HttpRequest) -> bool:
    within = [
        ratelimit.allow("classifieds:create", request),
        ratelimit.allow("classifieds:create-neighbours", request, of=neighbourhood),
    ]
    if not all(within):
        form.add_error(None, _("这个网络今天发得太多了，请明天再发。您写的还在。"))
    return all(within)
