from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.target import Target


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
