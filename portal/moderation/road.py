"""The road of a notice: its states, the steps between them, and the clocks. Nothing else changes the state of one.

Civil Code 1195 and 1196: a notice is passed on and measures are taken; the other side may declare that nothing is
infringed; that is passed back; without a complaint or a suit within a reasonable time the measures end.
"""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

HOUR = datetime.timedelta(hours=1)


class State(models.TextChoices):
    RECEIVED = "received", _("已收到，等待处理")
    FORWARDED = "forwarded", _("已转告对方，等待说明")
    COUNTERED = "countered", _("对方已说明，等待决定")
    PROPOSED = "proposed", _("已有决定，等待第二人复核")
    ACTED = "acted", _("已采取措施")
    CONTESTED = "contested", _("对方声明没有侵权，等待申请人投诉或起诉")
    REFUSED = "refused", _("没有采取措施")
    RESTORED = "restored", _("措施已终止，内容已恢复")
    RETRACTED = "retracted", _("申请人已撤回")


class Step(models.TextChoices):
    FILE = "file", _("收到申请")
    AIM = "aim", _("认定对象")
    FORWARD = "forward", _("转告对方")
    COUNTER = "counter", _("对方声明没有侵权")
    ADD = "add", _("补充说明")
    ASK = "ask", _("编辑去信")
    HOLD = "hold first", _("先停显示，再核实")
    PROPOSE = "propose", _("提出决定")
    TURN_DOWN = "turn down", _("复核没有通过")
    APPROVE = "second", _("复核通过")
    ACT = "act", _("作出决定")
    RATIFY = "ratify", _("追认紧急处置")
    REFUSE = "refuse", _("决定不采取措施")
    SUE = "sue", _("申请人已投诉或起诉，措施继续")
    RESTORE = "restore", _("终止措施，恢复内容")
    RETRACT = "retract", _("申请人撤回")
    REOPEN = "reopen", _("申请人申诉，重新处理")


_OPEN = (State.RECEIVED, State.FORWARDED, State.COUNTERED)
_SAME = {state: state for state in State}

# From where each step may be taken, and where it leads. What is not here cannot happen.
ROADS: dict[Step, dict[State, State]] = {
    Step.FILE: {State.RECEIVED: State.RECEIVED},
    Step.AIM: {state: state for state in _OPEN},
    Step.FORWARD: {State.RECEIVED: State.FORWARDED, State.ACTED: State.ACTED},
    Step.COUNTER: {State.FORWARDED: State.COUNTERED, State.ACTED: State.CONTESTED},
    Step.ADD: _SAME,
    Step.ASK: _SAME,
    Step.HOLD: {state: state for state in _OPEN},
    Step.PROPOSE: dict.fromkeys(_OPEN, State.PROPOSED),
    Step.TURN_DOWN: {State.PROPOSED: State.RECEIVED},
    Step.APPROVE: {State.PROPOSED: State.ACTED},
    Step.ACT: dict.fromkeys((*_OPEN, State.ACTED, State.CONTESTED), State.ACTED),
    Step.RATIFY: _SAME,
    Step.REFUSE: dict.fromkeys(_OPEN, State.REFUSED),
    Step.SUE: {State.CONTESTED: State.ACTED},
    Step.RESTORE: {State.ACTED: State.RESTORED, State.CONTESTED: State.RESTORED},
    Step.RETRACT: dict.fromkeys((*_OPEN, State.PROPOSED), State.RETRACTED),
    Step.REOPEN: {State.REFUSED: State.RECEIVED, State.RESTORED: State.RECEIVED},
}


@dataclass(frozen=True)
class Clock:
    """How long somebody else may speak first, and how long the desk then has."""

    window: datetime.timedelta
    desk: datetime.timedelta


CLOCKS: dict[State, Clock] = {
    State.RECEIVED: Clock(0 * HOUR, 24 * HOUR),
    State.FORWARDED: Clock(72 * HOUR, 24 * HOUR),
    State.COUNTERED: Clock(0 * HOUR, 48 * HOUR),
    State.PROPOSED: Clock(0 * HOUR, 24 * HOUR),
    State.CONTESTED: Clock(15 * 24 * HOUR, 48 * HOUR),
}
# What cannot wait a day to be looked at.
URGENT = 4 * HOUR
# Where nothing is left to do.
FINAL = frozenset(State) - frozenset(CLOCKS)


def clock_of(state: State, *, is_urgent: bool) -> Clock | None:
    """The clock that starts on arrival in a state; None where nothing is left to do."""
    if is_urgent and state == State.RECEIVED:
        return Clock(0 * HOUR, URGENT)
    return CLOCKS.get(state)
