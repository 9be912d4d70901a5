"""What the two sides of a notice see of it, and what they may say at each point of its road."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.moderation import removable, telling
from portal.moderation.drafts import Draft
from portal.moderation.forms import ContestedForm, DeclarationForm, SayForm, thing_at
from portal.moderation.models import Decision, Notice, Side, Statement, Target
from portal.moderation.road import ROADS, State, Step

# What both sides are told of the log; the rest is the desk's own business.
TOLD = {
    Step.FILE.value: _("已收到申请"),
    "claim": _("编辑已接手"),
    Step.FORWARD.value: _("已转告对方，没有转出申请人是谁"),
    Step.COUNTER.value: _("对方声明没有侵权"),
    Step.HOLD.value: _("先停显示，再核实"),
    Step.PROPOSE.value: _("已提出决定，等待第二人复核"),
    Step.TURN_DOWN.value: _("复核没有通过，重新处理"),
    Step.APPROVE.value: _("两人复核，作出决定"),
    Step.ACT.value: _("作出决定"),
    Step.REFUSE.value: _("决定不采取措施"),
    Step.SUE.value: _("申请人已投诉或起诉，措施继续"),
    Step.RESTORE.value: _("措施终止，内容恢复"),
    Step.RETRACT.value: _("申请人撤回"),
    Step.REOPEN.value: _("申请人申诉，重新处理"),
}


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    at: datetime
    text: Any
    words: str = ""


def story_of(notice: Notice, side: Side) -> list[Event]:
    """What happened so far, the oldest first: the steps that are told, and what this side or the desk wrote."""
    records = Decision.objects.filter(target=Target.NOTICE, object_id=notice.pk, verb__in=TOLD).order_by("number")
    events = [Event(record.at, TOLD[record.verb]) for record in records]
    for statement in notice.statements.all():
        if statement.side == side or statement.side == Side.DESK or statement.is_declaration:
            events.append(Event(statement.at, statement.get_side_display(), statement.text))
    return sorted(events, key=lambda event: event.at)


def members_at(address: str) -> list[Any]:
    """What else tells the story of the thing at an address of ours, as far as readers may know."""
    try:
        target, pk = thing_at(address)
    except ValueError:
        return []
    thing = removable.find(target, pk or 0)
    if thing is None or not removable.is_living(thing):
        return []
    return [one for one in removable.kind_of(thing).members(thing) if removable.is_living(one)]


def form_for(notice: Notice, side: Side) -> type[SayForm]:
    """What this side may write now."""
    if side is Side.OTHER:
        return DeclarationForm if State(notice.state) in ROADS[Step.COUNTER] else SayForm
    return ContestedForm if notice.state == State.CONTESTED else SayForm


def can_retract(notice: Notice) -> bool:
    return State(notice.state) in ROADS[Step.RETRACT]


def take(notice: Notice, side: Side, said: dict[str, Any], draft: Draft) -> Statement:
    """Store what a side said, go the step that follows from it, and pass on what has to be passed on."""
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=notice.pk)
        notice.refresh_from_db()
        step = _step(notice, side, said)
        statement = Statement.objects.create(
            notice=notice,
            side=side,
            text=said["text"],
            name=said.get("name", ""),
            contact=said.get("contact", ""),
            is_declaration=step is Step.COUNTER,
        )
        draft.attach(notice, side)
        notice.take(step, facts={"side": side.value})
        if step is Step.COUNTER:
            telling.pass_back(notice)
    return statement


def _step(notice: Notice, side: Side, said: dict[str, Any]) -> Step:
    state = State(notice.state)
    if side is Side.OTHER and "is_true" in said and state in ROADS[Step.COUNTER]:
        return Step.COUNTER
    if side is Side.REQUESTER and state in ROADS[Step.REOPEN]:
        return Step.REOPEN
    return Step.SUE if side is Side.REQUESTER and said.get("has_sued") else Step.ADD
