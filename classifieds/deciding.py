"""What moderators do with a listing of the queue: only with what they have seen, once, and so that it can be undone."""

import hashlib
import json
from collections.abc import Callable, Mapping
from enum import Enum

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classifieds import claims
from classifieds.models import Contact, DeniedContact, Listing
from portal.moderation.models import Decision, Target

Verb = Callable[..., bool]

WORDS = {
    "approve": _("通过"),
    "keep": _("保留"),
    "hold": _("隐藏"),
    "quarantine": _("暂不推荐"),
    claims.BAN: _("封号"),
    claims.REJECT: _("号码恢复显示"),
    "withdraw": _("撤下"),
    "restore": _("恢复"),
    "undo": _("撤销"),
}


class Outcome(Enum):
    """What became of a decision."""

    DONE = "done"
    LATE = "somebody else decided after the page was made"
    CHANGED = "its poster changed it after the page was made"
    IDLE = "there was nothing to decide"


VERBS: Mapping[str, Verb] = {
    "approve": lambda listing, **said: listing.approve(**said),
    "keep": lambda listing, **said: listing.keep(**said),
    "hide": lambda listing, **said: listing.hold(**said),
    "ban": claims.ban,
    "confirm": claims.confirm,
    "reject": claims.reject,
}


def words_of(decision: Decision) -> str:
    """What was done, as moderators say it."""
    return str(WORDS.get(decision.verb, decision.verb))


def told(decisions: list[Decision]) -> list[tuple[Decision, str]]:
    """Decisions with what was done."""
    return [(one, words_of(one)) for one in decisions]


def decisions_about(listings: list[int]) -> list[Decision]:
    """What was decided about these, the newest first."""
    found = Decision.objects.filter(target=Target.LISTING, object_id__in=listings)
    return list(found.select_related("by").order_by("-number"))


def stamp(listing: Listing, last: Decision | None) -> str:
    """What a page carries of a listing, to know later whether it is as the moderator saw it, and decided by nobody."""
    contact: Contact | None = getattr(listing, "contact", None)
    seen = [listing.title, listing.body, listing.place, listing.values, sorted(one.pk for one in listing.photos.all())]
    seen += [sorted(contact.hashes()) if contact else []]
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True)
    return f"{listing.pk}.{last.number if last else 0}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def decide(verb: str, seen: str, *, by: AbstractBaseUser, reason: str) -> tuple[Outcome, Listing | None]:
    """Do this to the listing of a stamp, if it is still as it was seen."""
    number = seen.partition(".")[0]
    with transaction.atomic():
        listing = _locked(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        if listing is None or seen.count(".") != 2:
            return Outcome.IDLE, None
        last = next(iter(decisions_about([listing.pk])), None)
        now = stamp(listing, last)
        if now.split(".")[1] != seen.split(".")[1]:
            return Outcome.LATE, listing
        if now != seen:
            return Outcome.CHANGED, listing
        return (Outcome.DONE if VERBS[verb](listing, by=by, reason=reason) else Outcome.IDLE), listing


def _locked(number: int) -> Listing | None:
    """The listing, with all of its contact locked in one order, since a decision about one may be about all."""
    contact = Contact.objects.filter(listing=number).first()
    same = Contact.objects.of(contact.hashes()) if contact else Contact.objects.none()
    rows = Listing.objects.filter(Q(pk=number) | Q(contact__in=same)).select_related("category__group")
    return next((one for one in rows.select_for_update(of=("self",)).order_by("pk") if one.pk == number), None)


def can_be_undone(decision: Decision) -> bool:
    """Whether the log knows how it was before this decision of an editor."""
    return bool(decision.by_id and (decision.facts.get("after") or decision.verb in {claims.BAN, claims.REJECT}))


def undo(number: int, *, by: AbstractBaseUser) -> bool:
    """Take back an editor's decision; False if it is not the last about its listing, or the listing changed since."""
    with transaction.atomic():
        decision = Decision.objects.filter(number=number, target=Target.LISTING).first()
        if decision is None or not can_be_undone(decision):
            return False
        held = decision.facts.get("held", [])
        rows = Listing.objects.filter(pk__in=[decision.object_id, *held]).select_for_update(of=("self",))
        listings = {one.pk: one for one in rows.order_by("pk")}
        about = decisions_about(list(listings))
        last = next(one for one in about if one.object_id == decision.object_id)
        listing = listings.get(decision.object_id)
        if listing is None or last != decision:
            return False
        if decision.verb == claims.BAN:
            return _lift(decision, listings, about, by)
        if decision.verb == claims.REJECT:
            return _hide_again(decision, listing, by)
        return listing.take_back(decision, by=by)


def _lift(ban: Decision, listings: dict[int, Listing], about: list[Decision], by: AbstractBaseUser) -> bool:
    """Let a banned contact publish again, and what was held with it be as it was, but where somebody decided since."""
    DeniedContact.objects.filter(pk__in=ban.facts["denied"]).delete()
    for pk in ban.facts["held"]:
        since = [one for one in about if one.object_id == pk and one != ban]
        if pk in listings and since and since[0].number < ban.number:
            listings[pk].take_back(since[0], by=by)
    Decision.record(listings[ban.object_id], verb="undo", by=by, facts={"of": ban.number})
    return True


def _hide_again(rejection: Decision, listing: Listing, by: AbstractBaseUser) -> bool:
    """Let a claim that was rejected wait for an editor again."""
    if not listing.reopen_claim():
        return False
    Decision.record(listing, verb="undo", by=by, facts={"of": rejection.number})
    return True
