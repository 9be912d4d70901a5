from __future__ import annotations

import datetime
import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.lib import caching
from portal.moderation.models.decision import Decision
from portal.moderation.models.target import Target
from portal.moderation.road import FINAL, ROADS, State, Step, clock_of

# Spelled letters that are hard to take for one another; 32 of them.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# After so long without a step, a colleague may take over.
CLAIM_LASTS = datetime.timedelta(hours=8)
# What only a step may change, so that no old copy undoes one.
BY_STEPS = {"id", "state", "window_at", "due_at", "closed_at", "was_late", "claimed_by", "claimed_at"}


class Side(models.TextChoices):
    """Who speaks about a notice. The first two hold a secret link to it."""

    REQUESTER = "requester", _("申请人")
    OTHER = "other", _("对方")
    DESK = "desk", _("编辑")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def awaiting_answer(self) -> Self:
        """What is the desk's turn: open, and not waiting for somebody else to speak."""
        return self.exclude(state__in=FINAL).filter(Q(window_at=None) | Q(window_at__lte=timezone.now()))

    def overdue(self) -> Self:
        return self.exclude(state__in=FINAL).filter(due_at__lt=timezone.now())

    def by_clock_and_risk(self) -> Self:
        """The queue: what is overdue first, then what weighs most, then what is due first; closed ones last."""
        now = timezone.now()
        urgent = When(right__in=Notice.URGENT_RIGHTS, then=Value(0))
        order = Case(When(due_at=None, then=Value(3)), When(due_at__lt=now, then=Value(0)), default=Value(1))
        return self.annotate(order=order, risk=Case(urgent, default=Value(1))).order_by(
            "order", "risk", "due_at", "-pk"
        )


class Notice(models.Model):
    """A takedown request. Each side follows it by a link with a secret that is stored as a keyed hash."""

    class Wish(models.TextChoices):
        REMOVE = "remove", _("删除全文")
        REDACT = "redact", _("删去我的信息")
        CORRECT = "correct", _("更正错误")

    class Party(models.TextChoices):
        CONCERNED = "concerned", _("当事人")
        AGENT = "agent", _("代理人或监护人")
        AUTHOR = "author", _("作者或媒体")
        OTHER = "other", _("其他")
        DESK = "desk", _("编辑部自己")

    class Right(models.TextChoices):
        PRIVACY = "privacy", _("个人信息或隐私")
        REPUTATION = "reputation", _("名誉")
        COPYRIGHT = "copyright", _("著作权")
        PORTRAIT = "portrait", _("肖像")
        MINORS = "minors", _("涉及未成年人")
        AUTHORITY = "authority", _("法院或主管部门的决定")
        OTHER = "other", _("其他")

    # Carried by the pages that tell of notices without their secrets: the register, the figures.
    TAG = "register"
    # What hurts more each hour.
    URGENT_RIGHTS = (Right.MINORS, Right.AUTHORITY, Right.PRIVACY)

    reference = models.CharField(_("登记号"), max_length=24, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    url = models.CharField(_("网页地址"), max_length=500)
    target = models.CharField(_("对象"), max_length=8, choices=Target.choices, blank=True)
    object_id = models.PositiveBigIntegerField(_("编号"), null=True, blank=True)
    wish = models.CharField(_("希望怎样"), max_length=8, choices=Wish.choices)
    party = models.CharField(_("申请人是"), max_length=10, choices=Party.choices)
    right = models.CharField(_("什么问题"), max_length=10, choices=Right.choices)
    statement = models.TextField(_("具体说明"))
    name = models.CharField(_("姓名或单位"), max_length=60)
    contact = models.CharField(_("联系方式"), max_length=120)
    created_at = models.DateTimeField(_("收到时间"), default=timezone.now, editable=False)
    is_unproven = models.BooleanField(_("没有经过自动校验"), default=False, editable=False)

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RECEIVED, editable=False)
    window_at = models.DateTimeField(_("等对方到"), null=True, editable=False)
    due_at = models.DateTimeField(_("最晚处理"), null=True, editable=False, db_index=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, editable=False, db_index=True)
    was_late = models.BooleanField(_("曾超期"), default=False, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人"), editable=False
    )
    claimed_at = models.DateTimeField(_("接手时间"), null=True, editable=False)
    # The source or poster that it was forwarded to.
    other_hash = models.CharField(max_length=64, blank=True, editable=False)
    other_email = models.EmailField(_("对方邮箱"), blank=True, editable=False)
    forwarded_at = models.DateTimeField(_("转告时间"), null=True, editable=False)
    purged_at = models.DateTimeField(_("个人信息已销毁"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = verbose_name_plural = _("删除与更正申请")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("takedown:status", args=[self.reference])

    @property
    def is_closed(self) -> bool:
        return self.state in FINAL

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def email(self) -> str:
        """The address to write to whoever asked; empty if they left a telephone."""
        try:
            validate_email(self.contact)
        except ValidationError:
            return ""
        return self.contact

    # --- secrets ---

    @staticmethod
    def hash_secret(secret: str) -> str:
        return salted_hmac("linwen.notice", secret, algorithm="sha256").hexdigest()

    def file(self) -> str:
        """Store a new notice under a fresh reference; the secret of its status page, told only now."""
        secret = secrets.token_urlsafe(16)
        day = timezone.localdate()
        self.reference = f"T-{day:%Y-%m%d}-" + "".join(secrets.choice(ALPHABET) for _i in range(6))
        self.secret_hash = self.hash_secret(secret)
        with transaction.atomic():
            self.save(force_insert=True)
            self.take(Step.FILE, facts={"right": self.right, "wish": self.wish})
        return secret

    def give_other_secret(self, email: str) -> str:
        """A fresh secret for the other side, told only now; one that was told before opens nothing any more."""
        secret = secrets.token_urlsafe(16)
        self.other_hash, self.other_email, self.forwarded_at = self.hash_secret(secret), email, timezone.now()
        self.save(update_fields=["other_hash", "other_email", "forwarded_at"])
        return secret

    @classmethod
    def opened_by(cls, reference: str, secret: str) -> tuple[Notice, Side] | None:
        """The notice and the side that the secret belongs to; it takes as long if there is no such notice."""
        notice = cls.objects.filter(reference=reference).first()
        given = cls.hash_secret(secret)
        hashes = {Side.REQUESTER: notice.secret_hash, Side.OTHER: notice.other_hash} if notice else {}
        found = [
            side for side in (Side.REQUESTER, Side.OTHER) if secrets.compare_digest(hashes.get(side) or "-", given)
        ]
        return (notice, found[0]) if notice and found else None

    # --- steps ---

    def take(
        self, step: Step, *, by: AbstractBaseUser | None = None, reason: str = "", facts: dict[str, Any] | None = None
    ) -> bool:
        """Go one step of the road and write it down; False where the road does not lead there from here."""
        with transaction.atomic():
            row = Notice.objects.select_for_update().get(pk=self.pk)
            was = State(row.state)
            if (to := ROADS[step].get(was)) is None:
                return False
            if to != was or step == Step.FILE:
                Notice.objects.filter(pk=self.pk).update(state=to, **row._clocks(to))
            facts = {**(facts or {}), "from": was.value, "to": to.value}
            Decision.record(self, verb=step.value, by=by, reason=reason, facts=facts)
            caching.purge_after_commit(self.TAG)
        self.refresh_from_db()
        return True

    def _clocks(self, to: State) -> dict[str, Any]:
        """What the clocks say from now on."""
        now = timezone.now()
        clock = clock_of(to, is_urgent=self.right in self.URGENT_RIGHTS)
        window_at = now + clock.window if clock and clock.window else None
        due_at = now + clock.window + clock.desk if clock else None
        closed_at = None if clock else now
        return {
            "window_at": window_at,
            "due_at": due_at,
            "closed_at": closed_at,
            "was_late": self.was_late or self.is_overdue,
        }

    def claim(self, *, by: AbstractBaseUser) -> bool:
        """Take it in hand; False while a colleague has it."""
        free = Q(claimed_by=None) | Q(claimed_by_id=by.pk) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
        return self._hand_over(free, "claim", by, claimed_by_id=by.pk, claimed_at=timezone.now())

    def release(self, *, by: AbstractBaseUser) -> bool:
        """Give it back to the queue; False if somebody else has it."""
        return self._hand_over(Q(claimed_by_id=by.pk), "release", by, claimed_by_id=None, claimed_at=None)

    def _hand_over(self, guard: Q, verb: str, by: AbstractBaseUser, **facts: Any) -> bool:
        with transaction.atomic():
            if not Notice.objects.filter(guard, pk=self.pk).update(**facts):
                return False
            Decision.record(self, verb=verb, by=by)
        self.refresh_from_db()
        return True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and "update_fields" not in kwargs:
            kwargs["update_fields"] = [one.name for one in self._meta.concrete_fields if one.name not in BY_STEPS]
        super().save(*args, **kwargs)
