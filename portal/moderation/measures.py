"""How each act of a ruling is done to a thing, and how it ends, by the verbs of takedown.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from portal.moderation import redaction, removable, takedown
from portal.moderation.models import Act, Ground, Notice, Redaction, Ruling, Target

By = AbstractBaseUser | None


class NotAllowedError(Exception):
    """Why something cannot be done now, in a sentence for whoever tried."""


@dataclass(frozen=True)
class Measure:
    """How an act is done to a thing, and how it ends; a correction does not."""

    do: Callable[[Any, By, Ruling], object]
    undo: Callable[[Any, By, Ruling, str], object] = lambda item, by, ruling, reason: None


def _withdraw(item: Any, by: By, ruling: Ruling) -> object:
    removal = "editorial" if ruling.notice.party == Notice.Party.DESK else "request"
    if ruling.ground == Ground.AUTHORITY:
        removal = "legal"
    return takedown.withdraw(item, by=by, reason=ruling.explanation[:300], removal=removal)


def _restore(item: Any, by: By, ruling: Ruling, reason: str) -> object:
    return takedown.restore(item, by=by, reason=reason[:300])


def _hold(item: Any, by: By, ruling: Ruling) -> object:
    return takedown.hold(item, by=by, reason=ruling.explanation[:300])


def _label(item: Any, by: By, ruling: Ruling) -> object:
    return takedown.label(item, by=by, note=ruling.words[:300])


def _unlabel(item: Any, by: By, ruling: Ruling, reason: str) -> object:
    """Take the note off, unless another stands there by now."""
    return item.label == ruling.words[:300] and takedown.label(item, by=by, note="")


def _correct(item: Any, by: By, ruling: Ruling) -> object:
    return removable.kind_of(item).verbs["correct"](item, by=by, reason=ruling.words)


def _redact(item: Any, by: By, ruling: Ruling) -> object:
    return takedown.redact(item, by=by, passages=ruling.words.splitlines(), reason=ruling.explanation[:300])


def _unredact(item: Any, by: By, ruling: Ruling, reason: str) -> object:
    """Put back what this ruling took out, and nothing that another did."""
    standing = Redaction.objects.standing().of(removable.target_of(item), item.pk)
    own = standing.filter(at__gte=ruling.proposed_at, at__lte=ruling.decided_at, by=ruling.proposed_by)
    return [redaction.undo(one, item, by=by, reason=reason) for one in own]


def _deindex(item: Any, by: By, ruling: Ruling) -> object:
    return takedown.deindex(item, by=by, reason=ruling.explanation)


def _reindex(item: Any, by: By, ruling: Ruling, reason: str) -> object:
    return takedown.reindex(item, by=by, reason=reason)


MEASURES: dict[Act, Measure] = {
    Act.LABEL: Measure(_label, _unlabel),
    Act.CORRECT: Measure(_correct),
    Act.REDACT: Measure(_redact, _unredact),
    Act.DEINDEX: Measure(_deindex, _reindex),
    Act.HOLD: Measure(_hold, _restore),
    Act.WITHDRAW: Measure(_withdraw, _restore),
}
# What can be done to each kind of thing.
OFFERED: dict[str, tuple[Act, ...]] = {
    Target.ARTICLE: (Act.LABEL, Act.CORRECT, Act.REDACT, Act.DEINDEX, Act.HOLD, Act.WITHDRAW),
    Target.LISTING: (Act.REDACT, Act.HOLD, Act.WITHDRAW),
    Target.COMMENT: (Act.REDACT, Act.HOLD, Act.WITHDRAW),
}
REMOVALS = {Act.HOLD, Act.WITHDRAW}
# Acts of which one undone would end what another notice asked for, too.
SHARED = {Act.DEINDEX: {Act.DEINDEX}, Act.HOLD: REMOVALS, Act.WITHDRAW: REMOVALS}


def carry_out(ruling: Ruling, items: list[Any], by: By) -> None:
    """Do what the ruling says. What was to be taken out is not kept in clear beside what it was taken out of."""
    done = [MEASURES[Act(ruling.act)].do(item, by, ruling) for item in items]
    if ruling.act == Act.REDACT:
        if not any(done):
            raise NotAllowedError(_("内容里没有找到要隐去的文字，请照原文写，一行一处。"))
        ruling.words = ""


def undo(ruling: Ruling, items: list[Any], by: By, reason: str) -> None:
    """End what the ruling did, but for what the ruling on another notice asks for as well."""
    act = Act(ruling.act)
    others = Ruling.objects.standing().filter(act__in=SHARED.get(act, ())).exclude(notice=ruling.notice)
    held = {tuple(thing) for things in others.values_list("things", flat=True) for thing in things}
    for item in items:
        if (removable.target_of(item).value, item.pk) not in held:
            MEASURES[act].undo(item, by, ruling, reason)
