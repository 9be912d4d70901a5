from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.target import Target

PATIENCE = datetime.timedelta(minutes=10)
LONGEST = datetime.timedelta(days=2)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def open(self) -> Self:
        """Those of what is still withdrawn."""
        return self.filter(closed_at=None)

    def due(self) -> Self:
        """Those whose surfaces are to be looked at now."""
        return self.open().filter(next_at__lte=timezone.now())

    def unproven(self) -> Self:
        """Those of what was seen somewhere, or was not looked for in time."""
        now = timezone.now()
        waiting = models.Q(checked_at=None, decided_at__lt=now - PATIENCE)
        return self.open().filter(models.Q(is_clean=False) | waiting | models.Q(checked_at__lt=now - LONGEST))


class Certificate(models.Model):
    """That a withdrawn thing is nowhere to be met: when that was first seen, and when it was last."""

    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    title = models.CharField(_("标题"), max_length=200)
    decided_at = models.DateTimeField(_("撤下时间"), default=timezone.now)
    is_clean = models.BooleanField(_("已查清"), null=True)
    first_clean_at = models.DateTimeField(_("首次查清"), null=True)
    checked_at = models.DateTimeField(_("最近检查"), null=True)
    next_at = models.DateTimeField(default=timezone.now, editable=False)
    alerted_at = models.DateTimeField(_("告警时间"), null=True)
    closed_at = models.DateTimeField(_("恢复时间"), null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        verbose_name = verbose_name_plural = _("撤下证明")
        indexes = [
            models.Index(fields=["target", "object_id"], name="certificates_of_things"),
            models.Index(fields=["next_at"], name="certificates_due", condition=models.Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def took(self) -> datetime.timedelta | None:
        """From the decision until every surface was seen clean."""
        return self.first_clean_at - self.decided_at if self.first_clean_at else None

    def note(self, check: Check, next_at: datetime.datetime) -> None:
        """Write down what was found, and when to look again."""
        self.is_clean, self.checked_at, self.next_at = check.is_clean, check.at, next_at
        if check.is_clean:
            self.first_clean_at, self.alerted_at = self.first_clean_at or check.at, None
        self.save(update_fields=["is_clean", "checked_at", "next_at", "first_clean_at", "alerted_at"])


class Check(models.Model):
    """One look at every surface; of each address `findings` has where, what it answered and what was still there."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="checks", verbose_name=_("撤下证明"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    is_clean = models.BooleanField(_("已查清"))
    findings = models.JSONField(_("各处"), default=list)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("检查")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def unclean(self) -> list[dict[str, Any]]:
        return [one for one in self.findings if one["seen"]]
