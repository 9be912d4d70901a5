"""Readers' reports, listed words, takedown notices, and the log of decisions."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.lib import caching, ratelimit

# Spelled letters that are hard to take for one another; 32 of them.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Target(models.TextChoices):
    """What a report or a decision is about."""

    ARTICLE = "article", _("文章")
    COMMENT = "comment", _("评论")
    LISTING = "listing", _("信息")


class ReportQuerySet(models.QuerySet["Report"]):
    def unsettled(self) -> Self:
        """Reports that nobody at the desk has looked into."""
        return self.filter(settled_at=None)


class Report(models.Model):
    """A reader's flag. One visitor counts once for one thing."""

    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    visitor = models.CharField(max_length=32, editable=False)
    # Where it came from, the same in all reports, to know those whose reports prove wrong.
    sender = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    was_wrong = models.BooleanField(_("不成立"), null=True, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = verbose_name_plural = _("读者举报")
        constraints = [
            models.UniqueConstraint(fields=["target", "object_id", "visitor"], name="one_report_per_visitor")
        ]

    def __str__(self) -> str:
        return f"{self.get_target_display()} {self.object_id}"

    def settle(self) -> bool:
        """Note that the desk looked into it; False if it was noted before."""
        return bool(Report.objects.unsettled().filter(pk=self.pk).update(settled_at=timezone.now()))


class ListedWordQuerySet(models.QuerySet["ListedWord"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit(ListedWord.TAG)
        return super().delete()


class ListedWord(models.Model):
    """A word that makes a reader's text wait for an editor, or says that it need not."""

    class Grade(models.TextChoices):
        BLOCK = "block", _("不收")
        HOLD = "hold", _("待审")
        WARN = "warn", _("留意")
        ALLOW = "allow", _("放行")

    word = models.CharField(
        _("词"), max_length=40, unique=True, help_text=_("几部分都写到才算，用 & 连起来：免费领养&运费")
    )
    grade = models.CharField(
        _("等级"),
        max_length=5,
        choices=Grade.choices,
        default=Grade.HOLD,
        help_text=_("放行：写在这个词里的别的词不算，例如“不收押金”里的“押金”。"),
    )
    scope = models.CharField(
        _("只用于"), max_length=100, blank=True, help_text=_("便民信息的大类，用空格分开：jobs pets。空着就到处都用。")
    )
    note = models.CharField(_("备注"), max_length=100, blank=True)

    objects = ListedWordQuerySet.as_manager()

    # Purged when the list changes; every process then reads it anew.
    TAG = "listed-words"

    class Meta:
        ordering = ["word"]
        verbose_name = verbose_name_plural = _("待审词")

    def __str__(self) -> str:
        return self.word

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit(self.TAG)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit(self.TAG)
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]


class Tally(models.Model):
    """How often something happened; counted and pruned by `portal.lib.ratelimit`, a floor without models."""

    name = models.CharField(max_length=100, primary_key=True)
    hits = models.PositiveIntegerField()
    until = models.BigIntegerField(help_text="Seconds since 1970.")

    class Meta:
        db_table = ratelimit.TABLE
        indexes = [models.Index(fields=["until"], name="tallies_by_end")]

    def __str__(self) -> str:
        return f"{self.name}: {self.hits}"


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


class Decision(models.Model):
    """Who did what to which thing, and why. Rows are only ever added."""

    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    title = models.CharField(_("标题"), max_length=200)
    verb = models.CharField(_("动作"), max_length=20)
    reason = models.TextField(_("理由"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经手人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("处理记录")

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"

    @classmethod
    def record(cls, item: Any, *, verb: str, by: AbstractBaseUser | None, reason: str = "") -> Self:
        """Write down what was done to an article, a comment or a listing; call it in the same transaction.

        Nobody stands for the site's own rules.
        """
        target = Target(str(item._meta.model_name))
        return cls.objects.create(
            target=target, object_id=item.pk, title=str(item)[:200], verb=verb, reason=reason, by_id=by and by.pk
        )
