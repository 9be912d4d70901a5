"""What the desk decides on a notice, and carrying it out. One person handles a notice; removing an article takes two.

Every function is one transaction that locks in the same order: the notice, the things by kind and number, the log.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.moderation import measures, removable, telling
from portal.moderation.measures import NotAllowedError
from portal.moderation.models import Act, Notice, Ruling
from portal.moderation.road import Step

By = AbstractBaseUser


def members_of(notice: Notice) -> list[Any]:
    """The thing that a notice is about, with all that tell the same story."""
    thing = removable.find(notice.target, notice.object_id or 0)
    return removable.kind_of(thing).members(thing) if thing else []


def decide(notice: Notice, ruling: Ruling, *, by: By) -> Ruling:
    """Carry out a new ruling, or leave it to a second person where two have to agree and no emergency is stated."""
    with transaction.atomic():
        check_hands(notice, by)
        ruling.notice, ruling.proposed_by_id = notice, by.pk
        _lock_all(notice, ruling.things)
        items = _locked(ruling.things)
        _check_offered(ruling, items)
        if not _takes_two(ruling, items):
            ruling.emergency = ""
        elif not ruling.emergency:
            _take(notice, Step.PROPOSE, by, ruling)
            ruling.save()
            return ruling
        _take(notice, Step.ACT if ruling.things else Step.REFUSE, by, ruling)
        _carry_out(ruling, items, by)
    return ruling


def hold_first(notice: Notice, ruling: Ruling, *, by: By) -> Ruling:
    """Stop showing things while the notice is looked into; for an article that is an emergency, approved after."""
    with transaction.atomic():
        check_hands(notice, by)
        ruling.notice, ruling.proposed_by_id, ruling.act = notice, by.pk, Act.HOLD
        _lock_all(notice, ruling.things)
        items = _locked(ruling.things)
        _check_offered(ruling, items)
        ruling.emergency = (ruling.emergency or ruling.explanation)[:300] if _takes_two(ruling, items) else ""
        _take(notice, Step.HOLD, by, ruling)
        _carry_out(ruling, items, by)
    return ruling


def decide_for_the_desk(thing: Any, ruling: Ruling, *, by: By) -> Ruling:
    """Remove something of one's own accord: a notice of the desk's own, on the same road as everybody's."""
    with transaction.atomic():
        target = removable.target_of(thing)
        _locked([[target.value, thing.pk]])
        notice = Notice(url=removable.address_of(thing), target=target, object_id=thing.pk, name=by.get_username())
        notice.wish, notice.party, notice.right = Notice.Wish.REMOVE, Notice.Party.DESK, _right_of(ruling)
        notice.statement = ruling.explanation
        notice.file()
        notice.claim(by=by)
        ruling.things = [[target.value, thing.pk]]
        return decide(notice, ruling, by=by)


def _right_of(ruling: Ruling) -> Notice.Right:
    return Notice.Right(ruling.ground) if ruling.ground in Notice.Right.values else Notice.Right.OTHER


def standing_on(thing: Any) -> Ruling | None:
    """The latest ruling that keeps the thing from readers, if it was decided on a notice."""
    key = [removable.target_of(thing).value, thing.pk]
    removals = Ruling.objects.standing().filter(act__in=measures.REMOVALS).select_related("notice")
    return next((one for one in removals.order_by("-decided_at") if key in one.things), None)


def second(ruling: Ruling, *, by: By) -> None:
    """Agree to what a colleague proposed, and carry it out."""
    with transaction.atomic():
        ruling = _proposed(ruling)
        if ruling.proposed_by_id == by.pk:
            raise NotAllowedError(_("复核要由另一位同事来做。"))
        _lock_all(ruling.notice, ruling.things)
        items = _locked(ruling.things)
        ruling.second_by_id = by.pk
        _take(ruling.notice, Step.APPROVE, by, ruling)
        _carry_out(ruling, items, by)


def turn_down(ruling: Ruling, *, by: By, reason: str) -> None:
    """Do not agree: the notice is back where it was handled."""
    with transaction.atomic():
        ruling = _proposed(ruling)
        ruling.turned_down_at = timezone.now()
        ruling.save()
        _take(ruling.notice, Step.TURN_DOWN, by, ruling, reason)


def ratify(ruling: Ruling, *, by: By) -> None:
    """Approve afterwards what a colleague did in an emergency."""
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=ruling.notice_id)
        if ruling.proposed_by_id == by.pk:
            raise NotAllowedError(_("追认要由另一位同事来做。"))
        if not Ruling.objects.unratified().filter(pk=ruling.pk).update(second_by_id=by.pk):
            raise NotAllowedError(_("已经追认过，或者已经终止。"))
        ruling.refresh_from_db()
        _take(ruling.notice, Step.RATIFY, by, ruling)


def restore(notice: Notice, *, by: By, reason: str) -> None:
    """End all measures of the notice; both sides are told why."""
    with transaction.atomic():
        check_hands(notice, by)
        _lock_all(notice)
        _undo_all(notice, by, reason)
        _take(notice, Step.RESTORE, by, None, reason)
        telling.tell_restored(notice, reason)


def retract(notice: Notice) -> bool:
    """Whoever asked takes it back; what was only held for it is shown again. False if it was decided already."""
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=notice.pk)
        _lock_all(notice)
        if not notice.take(Step.RETRACT):
            return False
        Ruling.objects.filter(notice=notice, decided_at=None, turned_down_at=None).update(turned_down_at=timezone.now())
        _undo_all(notice, None, _("申请人撤回了申请"))
    return True


def check_hands(notice: Notice, by: By) -> None:
    """Lock the notice; only who has it in hand may decide."""
    if Notice.objects.select_for_update().get(pk=notice.pk).claimed_by_id != by.pk:
        raise NotAllowedError(_("这份申请不在您手上，请先接手。"))


def _proposed(ruling: Ruling) -> Ruling:
    """The ruling as it stands, with its notice locked; it has to wait for a second person still."""
    Notice.objects.select_for_update().get(pk=ruling.notice_id)
    ruling = Ruling.objects.select_related("notice").get(pk=ruling.pk)
    if ruling.decided_at or ruling.turned_down_at:
        raise NotAllowedError(_("别的同事刚刚处理过。"))
    return ruling


def _lock_all(notice: Notice, things: Iterable[Iterable[Any]] = ()) -> None:
    """Lock whatever a decision may touch, before anything is logged: these, and those under measures."""
    standing = Ruling.objects.standing().filter(notice=notice)
    _locked({tuple(thing) for thing in things} | {tuple(thing) for ruling in standing for thing in ruling.things})


def _locked(things: Iterable[Iterable[Any]]) -> list[Any]:
    found = [removable.find(target, pk, to_change=True) for target, pk in sorted(map(tuple, things))]
    return [item for item in found if item is not None]


def _check_offered(ruling: Ruling, items: list[Any]) -> None:
    if (ruling.act == Act.NONE) == bool(ruling.things) or len(items) != len(ruling.things):
        raise NotAllowedError(_("请选对哪些内容采取措施；不采取措施就一条都不选。"))
    if any(ruling.act not in measures.OFFERED[removable.target_of(item)] for item in items):
        raise NotAllowedError(_("这种内容不能用这种措施。"))


def _takes_two(ruling: Ruling, items: list[Any]) -> bool:
    return ruling.act in measures.REMOVALS and any(removable.kind_of(item).takes_two for item in items)


def _take(notice: Notice, step: Step, by: By, ruling: Ruling | None, reason: str = "") -> None:
    facts: dict[str, Any] = {"automated": False}
    if ruling:
        reason = reason or ruling.explanation
        facts |= {"act": ruling.act, "ground": ruling.ground, "things": ruling.things}
        facts["emergency"] = bool(ruling.emergency)
    if not notice.take(step, by=by, reason=reason, facts=facts):
        raise NotAllowedError(_("现在是“%s”，不能这样处理。") % notice.get_state_display())


def _carry_out(ruling: Ruling, items: list[Any], by: By) -> None:
    """Do it, end what was heavier on the same things, and tell both sides the reasons."""
    _milden(ruling, by)
    measures.carry_out(ruling, items, by)
    ruling.decided_at = timezone.now()
    ruling.save()
    telling.tell_decision(ruling)


def _milden(ruling: Ruling, by: By) -> None:
    weights = list(Act)
    for earlier in Ruling.objects.standing().filter(notice=ruling.notice).order_by("-decided_at"):
        if weights.index(Act(earlier.act)) > weights.index(Act(ruling.act)):
            things = ruling.things or earlier.things
            _undo(earlier, [thing for thing in earlier.things if thing in things], by, ruling.explanation)


def _undo_all(notice: Notice, by: By | None, reason: str) -> None:
    for ruling in Ruling.objects.standing().filter(notice=notice).order_by("-decided_at", "-pk"):
        _undo(ruling, ruling.things, by, reason)


def _undo(ruling: Ruling, things: list[Any], by: By | None, reason: str) -> None:
    measures.undo(ruling, _locked(things), by, reason)
    left = [thing for thing in ruling.things if thing not in things]
    if left:
        ruling.things = left
    else:
        ruling.undone_at = timezone.now()
    ruling.save()
