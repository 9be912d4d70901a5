"""What a source lets this site show: recorded with its evidence and, often, an end."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What may be quoted of anybody, without asking.
SHORT = 80


class Permission(models.TextChoices):
    NONE = "none", _("没有授权，只作索引")
    EXCERPT = "excerpt", _("许可摘录")
    FULL = "full", _("许可转载全文")
    OWN = "own", _("本站自己的")


class Permitting(models.Model):
    """What a source permits. Nothing recorded, or an end that has passed, leaves a headline and a short excerpt."""

    permission = models.CharField(_("授权"), max_length=8, choices=Permission.choices, default=Permission.NONE)
    evidence = models.TextField(
        _("授权依据"), blank=True, max_length=2000, help_text=_("谁、何时、以什么方式同意的。转载全文必须写。")
    )
    permission_ends_on = models.DateField(
        _("授权到期日"),
        null=True,
        blank=True,
        help_text=_("过了这一天自动只显示摘要；空着就没有期限。"),
    )
    excerpt_limit = models.PositiveSmallIntegerField(
        _("摘要字数"), default=200, help_text=_("许可摘录时最多摘多少字；没有授权时最多80字。")
    )

    # All that decides how much may be shown, and until when.
    TERMS = ("permission", "permission_ends_on", "excerpt_limit")

    class Meta:
        abstract = True

    @staticmethod
    def constraint() -> models.CheckConstraint:
        """Full text of others needs a reason that somebody can check."""
        return models.CheckConstraint(
            condition=~Q(permission=Permission.FULL) | ~Q(evidence=""), name="full_text_has_evidence"
        )

    @property
    def terms(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.TERMS)

    @property
    def permission_ends_at(self) -> datetime.datetime | None:
        """The moment from which the permission counts no more."""
        if self.permission_ends_on is None:
            return None
        next_day = self.permission_ends_on + datetime.timedelta(days=1)
        return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time()))

    @property
    def lapses_at(self) -> datetime.datetime | None:
        """When less may be shown than now; None if that moment was, or never comes."""
        ends_at = self.permission_ends_at
        return ends_at if ends_at and ends_at > timezone.now() else None

    def permission_at(self, moment: datetime.datetime) -> Permission:
        """What is permitted at a moment, whatever was recorded for an earlier time."""
        ends_at = self.permission_ends_at
        return Permission(self.permission) if ends_at is None or moment < ends_at else Permission.NONE

    @property
    def permission_now(self) -> Permission:
        return self.permission_at(timezone.now())

    def permits_whole_text(self, moment: datetime.datetime) -> bool:
        return self.permission_at(moment) in {Permission.FULL, Permission.OWN}

    def longest_excerpt(self, moment: datetime.datetime) -> int:
        """How many characters of a text may be quoted."""
        return self.excerpt_limit if self.permission_at(moment) == Permission.EXCERPT else SHORT
