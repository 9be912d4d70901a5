from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.notice import Notice


class Act(models.TextChoices):
    """What can be done to a thing, the mildest first."""

    NONE = "none", _("不采取措施")
    LABEL = "label", _("加注说明")
    CORRECT = "correct", _("更正")
    REDACT = "redact", _("隐去文字")
    DEINDEX = "deindex", _("不再列出和搜到")
    HOLD = "hold", _("暂停显示")
    WITHDRAW = "withdraw", _("删除")


class Ground(models.TextChoices):
    """On what a decision rests."""

    PRIVACY = "privacy", _("个人信息与隐私（民法典第1032至1039条）")
    REPUTATION = "reputation", _("名誉（民法典第1024条）")
    COPYRIGHT = "copyright", _("著作权（著作权法）")
    PORTRAIT = "portrait", _("肖像（民法典第1018条）")
    MINORS = "minors", _("未成年人保护（未成年人保护法）")
    AUTHORITY = "authority", _("法院或主管部门的决定")
    UNTRUE = "untrue", _("内容不实")
    RULES = "rules", _("违反本站规则")
    UNFOUNDED = "unfounded", _("理由或证据不足")
    PUBLIC = "public", _("公共利益与新闻报道（民法典第999条）")


class RulingQuerySet(models.QuerySet["Ruling"]):
    def standing(self) -> Self:
        """What was carried out and not undone."""
        return self.exclude(decided_at=None).filter(undone_at=None)

    def unratified(self) -> Self:
        """What one person did in an emergency, and nobody has approved yet."""
        return self.standing().exclude(emergency="").filter(second_by=None)


class Ruling(models.Model):
    """A decision on a notice, with its statement of reasons; proposed by one person, where two have to agree."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="rulings", verbose_name=_("申请"))
    act = models.CharField(_("措施"), max_length=10, choices=Act.choices)
    ground = models.CharField(_("依据"), max_length=10, choices=Ground.choices)
    explanation = models.TextField(_("理由"), max_length=1000)
    words = models.TextField(_("文字"), blank=True, max_length=1000)
    # [["article", 12], …]
    things = models.JSONField(_("范围"), default=list)
    emergency = models.CharField(_("紧急理由"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    turned_down_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        verbose_name = verbose_name_plural = _("对申请的决定")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=models.F("proposed_by")), name="two_are_two_persons"
            ),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(decided_at=None, turned_down_at=None),
                name="one_proposal_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_act_display()}"

    @property
    def is_unratified(self) -> bool:
        return bool(self.emergency and self.decided_at and not self.second_by_id and not self.undone_at)
