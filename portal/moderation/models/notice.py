from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.target import Target

# Spelled letters that are hard to take for one another; 32 of them.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def awaiting_answer(self) -> Self:
        """Notices that the desk has not answered yet."""
        return self.filter(answered_at=None)


class Notice(models.Model):
    """A takedown request. Its status page opens with the reference and a secret that is stored as a keyed hash."""

    class Wish(models.TextChoices):
        REMOVE = "remove", _("删除全文")
        REDACT = "redact", _("删去我的信息")
        CORRECT = "correct", _("更正错误")

    class Party(models.TextChoices):
        CONCERNED = "concerned", _("当事人")
        AGENT = "agent", _("代理人或监护人")
        AUTHOR = "author", _("作者或媒体")
        OTHER = "other", _("其他")

    class Right(models.TextChoices):
        PRIVACY = "privacy", _("个人信息或隐私")
        REPUTATION = "reputation", _("名誉")
        COPYRIGHT = "copyright", _("著作权")
        PORTRAIT = "portrait", _("肖像")
        MINORS = "minors", _("涉及未成年人")
        AUTHORITY = "authority", _("法院或主管部门的决定")
        OTHER = "other", _("其他")

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
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = verbose_name_plural = _("删除与更正申请")

    def __str__(self) -> str:
        return self.reference

    @staticmethod
    def hash_secret(secret: str) -> str:
        return salted_hmac("linwen.notice", secret, algorithm="sha256").hexdigest()

    def file(self) -> str:
        """Store a new notice under a fresh reference; the secret of its status page, told only now."""
        secret = secrets.token_urlsafe(16)
        day = timezone.localdate()
        self.reference = f"T-{day:%Y-%m%d}-" + "".join(secrets.choice(ALPHABET) for _i in range(6))
        self.secret_hash = self.hash_secret(secret)
        self.save(force_insert=True)
        return secret

    def reply(self, answer: str) -> None:
        """Answer whoever asked, on the status page. An answer can be reworded; its time is that of the first."""
        self.answer = answer
        self.answered_at = (self.answered_at or timezone.now()) if answer else None
        self.save(update_fields=["answer", "answered_at"])

    def opens_with(self, secret: str) -> bool:
        """Whether the secret is the one given when the notice was filed."""
        return secrets.compare_digest(self.secret_hash, self.hash_secret(secret))

    def get_absolute_url(self) -> str:
        return reverse("takedown:status", args=[self.reference])
