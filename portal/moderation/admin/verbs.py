"""What the desk can do to a notice: each verb asks one function, and says in a sentence what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.moderation import deciding, telling
from portal.moderation.admin import forms
from portal.moderation.forms import thing_at
from portal.moderation.measures import NotAllowedError
from portal.moderation.models import Notice, Ruling, Side, Statement
from portal.moderation.road import ROADS, State, Step

By = AbstractBaseUser


@dataclass(frozen=True)
class Verb:
    """One thing to do: its name on the button, the step it takes, the form it wants, and what it does."""

    label: Any
    step: Step | None
    form: type[forms.DeskForm]
    do: Callable[[Any, Any, By], str]

    def is_open(self, notice: Notice, by: By) -> bool:
        """Whether the road leads there, and the notice is in this person's hands."""
        is_on_road = self.step is None or State(notice.state) in ROADS[self.step]
        return is_on_road and (self.step is None or notice.claimed_by_id == by.pk)


def _claim(notice: Notice, form: Any, by: By) -> str:
    if not notice.claim(by=by):
        raise NotAllowedError(_("%s刚刚接手了这份申请。") % (notice.claimed_by or _("别的同事")))
    return _("这份申请现在由您处理。")


def _release(notice: Notice, form: Any, by: By) -> str:
    if not notice.release(by=by):
        raise NotAllowedError(_("这份申请不在您手上。"))
    return _("已放回队列。")


def _aim(notice: Notice, form: Any, by: By) -> str:
    with transaction.atomic():
        deciding.check_hands(notice, by)
        notice.url = form.cleaned_data["url"]
        notice.target, notice.object_id = thing_at(notice.url)
        notice.save()
        _go(notice, Step.AIM, by, facts={"thing": [notice.target, notice.object_id]})
    return _("已认定对象。")


def _forward(notice: Notice, form: Any, by: By) -> str:
    with transaction.atomic():
        deciding.check_hands(notice, by)
        secret = notice.give_other_secret(form.cleaned_data["email"])
        _go(notice, Step.FORWARD, by)
        telling.pass_on(notice, secret)
    return _("已转告对方，没有转出申请人是谁。")


def _ask(notice: Notice, form: Any, by: By) -> str:
    with transaction.atomic():
        deciding.check_hands(notice, by)
        Statement.objects.create(notice=notice, side=Side.DESK, text=form.cleaned_data["text"])
        _go(notice, Step.ASK, by)
        telling.tell_of_words(notice)
    return _("申请人会在进度网址上看到。")


def _hold(notice: Notice, form: Any, by: By) -> str:
    deciding.hold_first(notice, form.ruling(), by=by)
    return _("已停显示，等您核实后作出决定。")


def _decide(notice: Notice, form: Any, by: By) -> str:
    ruling = deciding.decide(notice, form.ruling(), by=by)
    if ruling.decided_at is None:
        return _("已提出，等另一位同事复核。")
    return _("已执行，等另一位同事追认。") if ruling.is_unratified else _("已执行，理由已发给双方。")


def _restore(notice: Notice, form: Any, by: By) -> str:
    deciding.restore(notice, by=by, reason=form.cleaned_data["reason"])
    return _("措施已终止，内容已恢复。")


def _second(ruling: Ruling, form: Any, by: By) -> str:
    deciding.second(ruling, by=by)
    return _("复核通过，已执行。")


def _turn_down(ruling: Ruling, form: Any, by: By) -> str:
    deciding.turn_down(ruling, by=by, reason=form.cleaned_data["reason"])
    return _("没有通过，申请已退回处理。")


def _ratify(ruling: Ruling, form: Any, by: By) -> str:
    deciding.ratify(ruling, by=by)
    return _("已追认。")


def _go(notice: Notice, step: Step, by: By, facts: dict[str, Any] | None = None) -> None:
    if not notice.take(step, by=by, facts=facts):
        raise NotAllowedError(_("现在是“%s”，不能这样处理。") % notice.get_state_display())


VERBS: dict[str, Verb] = {
    "claim": Verb(gettext_lazy("接手"), None, forms.DeskForm, _claim),
    "release": Verb(gettext_lazy("放回队列"), None, forms.DeskForm, _release),
    "aim": Verb(gettext_lazy("认定对象"), Step.AIM, forms.AimForm, _aim),
    "forward": Verb(gettext_lazy("转告对方"), Step.FORWARD, forms.ForwardForm, _forward),
    "ask": Verb(gettext_lazy("给申请人去信"), Step.ASK, forms.AskForm, _ask),
    "hold": Verb(gettext_lazy("先停显示，再核实"), Step.HOLD, forms.HoldForm, _hold),
    "decide": Verb(gettext_lazy("作出决定"), Step.ACT, forms.RulingForm, _decide),
    "restore": Verb(gettext_lazy("终止措施，恢复内容"), Step.RESTORE, forms.ReasonForm, _restore),
}
# These are about one ruling, and for another person than who proposed it.
RULING_VERBS: dict[str, Verb] = {
    "second": Verb(gettext_lazy("同意并执行"), Step.APPROVE, forms.DeskForm, _second),
    "turn-down": Verb(gettext_lazy("不同意"), Step.TURN_DOWN, forms.ReasonForm, _turn_down),
    "ratify": Verb(gettext_lazy("追认"), Step.RATIFY, forms.DeskForm, _ratify),
}
