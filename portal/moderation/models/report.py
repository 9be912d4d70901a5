from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.target import Target


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
