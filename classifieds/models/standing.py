"""How a listing stands with the house: its risk, whether it has reach or waits, and what editors decided."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classifieds.models.memory import remembered, to_remember
from classifieds.screening.reasons import Reason, sentences
from portal.moderation.models import Decision, Report, Target
from portal.search import index

IMMUNE = datetime.timedelta(days=30)
# Whose reports were wrong so often in three months is not counted.
WRONG_TIMES = 2

# What only a verb may change, so that no old copy undoes one; and the key, which no update touches.
BY_VERBS = {"id", "withdrawn_at", "removal", "removal_reason", "deleted_at", "has_photo"}


class Standing(models.Model):
    """The part of a listing that screening, readers' reports and editors change. State is read from the dates."""

    class HeldFor(models.TextChoices):
        SCORE = "score", _("自动检查")
        FIRST = "first", _("这类信息先由编辑看过")
        REPORTS = "reports", _("多人举报")
        CLAIM = "claim", _("号码不是本人的")
        EDITOR = "editor", _("编辑决定")
        CANARY = "canary", _("诱饵")

    score = models.PositiveSmallIntegerField(_("风险分"), default=0, editable=False)
    reasons = models.JSONField(_("原因"), default=list, editable=False)
    drift = models.PositiveSmallIntegerField(
        _("改动百分比"), default=0, editable=False, help_text=_("自发布或编辑看过以来，各次修改合计。")
    )
    quarantined_at = models.DateTimeField(_("暂不推荐"), null=True, editable=False)
    held_at = models.DateTimeField(_("待审"), null=True, editable=False)
    held_for = models.CharField(_("为何待审"), max_length=10, choices=HeldFor.choices, blank=True, editable=False)
    reviewed_at = models.DateTimeField(_("编辑看过"), null=True, editable=False)
    kept_until = models.DateTimeField(_("举报无效期至"), null=True, editable=False)
    appealed_at = models.DateTimeField(_("申诉时间"), null=True, editable=False)
    appeal_text = models.CharField(_("申诉"), max_length=200, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, editable=False)
    removal = models.CharField(_("撤下缘由"), max_length=10, blank=True, editable=False)
    removal_reason = models.CharField(_("撤下理由"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what a listing adds
        posted_at: datetime.datetime

        def term(self, since: datetime.datetime | None = None) -> datetime.datetime: ...

        def purge_pages(self) -> None: ...

    @property
    def standing_words(self) -> str:
        """Where it stands, in a word for moderators."""
        if self.withdrawn_at:
            return str(_("已撤下"))
        if self.held_at:
            return str(_("待审")) if self.reviewed_at is None else str(_("已隐藏"))
        return str(_("暂不推荐")) if self.quarantined_at else str(_("展示中"))

    @property
    def reason_sentences(self) -> list[str]:
        """Why it has no reach or waits, in plain sentences for its poster and for editors, the weightiest first."""
        return sentences(self.reasons)

    @property
    def may_appeal(self) -> bool:
        """Whether its poster can ask an editor to look: once for each time it was held or put out of reach."""
        return bool((self.held_at or self.quarantined_at) and not self.appealed_at and not self.withdrawn_at)

    def weigh(self, reasons: list[Reason], score: int) -> None:
        """Note what screening found; not yet saved."""
        self.score, self.reasons = score, [reason.stored() for reason in reasons]

    def approve(self, *, by: AbstractBaseUser, reason: str = "") -> bool:
        """Give it reach, for its full term if readers could not see it; False if nothing kept it from them."""
        waiting = Q(held_at__isnull=False) | Q(quarantined_at__isnull=False) | Q(reviewed_at=None)
        facts: dict[str, Any] = {"held_at": None, "held_for": "", "quarantined_at": None}
        facts |= {"reviewed_at": timezone.now(), "drift": 0}
        if self.held_at:
            facts["expires_at"] = self.term()
        return self._decide(waiting, "approve", by, reason, facts, were_wrong=True)

    def hold(self, *, by: AbstractBaseUser | None, reason: str, held_for: str = HeldFor.EDITOR) -> bool:
        """Hide it until an editor decides otherwise; its poster may appeal. Nobody stands for the site's own rules."""
        reviewed = timezone.now() if by else None
        facts = {"held_at": timezone.now(), "held_for": held_for, "reviewed_at": reviewed, "appealed_at": None}
        guard = Q(held_at=None) | Q(reviewed_at=None)
        return self._decide(guard, "hold", by, reason, facts, were_wrong=False if by else None)

    def quarantine(self, *, by: AbstractBaseUser | None, reason: str) -> bool:
        """Leave it where its address leads, and nowhere else."""
        reviewed = timezone.now() if by else None
        facts = {"quarantined_at": timezone.now(), "reviewed_at": reviewed, "appealed_at": None}
        return self._decide(Q(quarantined_at=None), "quarantine", by, reason, facts)

    def keep(self, *, by: AbstractBaseUser, reason: str = "") -> bool:
        """Say that the reports were wrong: it is back, and reports do nothing to it for thirty days."""
        now = timezone.now()
        facts: dict[str, Any] = {"kept_until": now + IMMUNE, "reviewed_at": now}
        if self.held_for == self.HeldFor.REPORTS:
            facts |= {"held_at": None, "held_for": ""}
        return self._decide(Q(), "keep", by, reason, facts, were_wrong=True)

    def take_back(self, decision: Decision, *, by: AbstractBaseUser) -> bool:
        """Put it back to how it stood before this decision about it; False if something has changed since."""
        before, after, settled_at = remembered(decision)
        with transaction.atomic():
            if not after or not self._rows().filter(**after).update(**before):
                return False
            reports = Report.objects.filter(target=Target.LISTING, object_id=self.pk, settled_at=settled_at)
            reports.exclude(settled_at=None).update(settled_at=None, was_wrong=None)
            Decision.record(self, verb="undo", by=by, facts={"of": decision.number})
            return self._changed()

    def appeal(self, words: str) -> bool:
        """Its poster asks for an editor's eye. It is one row in the queue however often it is asked."""
        waiting = Q(held_at__isnull=False) | Q(quarantined_at__isnull=False)
        facts = {"appealed_at": timezone.now(), "appeal_text": words[:200], "reviewed_at": None}
        return bool(self._rows().filter(waiting, appealed_at=None).update(**facts)) and self._changed()

    def report(self, reason: str, *, visitor: str, sender: str) -> bool:
        """Take a reader's report; False if that neighbourhood reported before. Enough of them hide the listing."""
        with transaction.atomic():
            # Locked, so that of reports that come at once the last one sees them all.
            if self._rows().select_for_update().first() is None:
                return False
            facts = {"reason": reason, "sender": sender}
            known = {"target": Target.LISTING, "object_id": self.pk, "visitor": visitor}
            if not Report.objects.get_or_create(**known, defaults=facts)[1]:
                return False
            if not self._is_immune() and self._counted_reports() >= self._reports_to_hide():
                self.hold(by=None, reason="多个网络的读者举报", held_for=self.HeldFor.REPORTS)
        return True

    def _is_immune(self) -> bool:
        return self.kept_until is not None and self.kept_until > timezone.now()

    def _reports_to_hide(self) -> int:
        young, later = settings.REPORTS_TO_HIDE
        return int(young if self.posted_at > timezone.now() - datetime.timedelta(days=1) else later)

    def _open_reports(self) -> models.QuerySet[Report]:
        return Report.objects.filter(target=Target.LISTING, object_id=self.pk, settled_at=None)

    def _counted_reports(self) -> int:
        """The open reports, but for those from where reports were wrong again and again."""
        lately = Report.objects.filter(was_wrong=True, settled_at__gt=timezone.now() - 3 * IMMUNE).exclude(sender="")
        senders = lately.values("sender").annotate(times=models.Count("pk")).filter(times__gte=WRONG_TIMES)
        return self._open_reports().exclude(sender__in=senders.values("sender")).count()

    def _rows(self) -> models.QuerySet[Any]:
        return type(self)._default_manager.filter(pk=self.pk, withdrawn_at=None)

    def _decide(
        self,
        guard: Q,
        verb: str,
        by: AbstractBaseUser | None,
        reason: str,
        facts: dict[str, Any],
        *,
        were_wrong: bool | None = None,
    ) -> bool:
        """Change these facts where the guard holds, settle the reports if it is said what they were, write it down."""
        now = timezone.now()
        with transaction.atomic():
            # Locked, so that of two editors deciding at once only one wins.
            before = self._rows().select_for_update().filter(guard).values(*facts).first()
            if before is None:
                return False
            self._rows().update(**facts)
            if were_wrong is not None:
                self._open_reports().update(settled_at=now, was_wrong=were_wrong)
            said = to_remember(before, facts, None if were_wrong is None else now)
            Decision.record(self, verb=verb, by=by, reason=reason, facts=said)
            return self._changed()

    def _changed(self) -> bool:
        """After an update in the database: know it here, in the index and in the page cache."""
        index.refresh(self)
        self.refresh_from_db()
        self.purge_pages()
        return True
