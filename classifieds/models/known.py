"""People and firms whom editors know."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KnownContact(models.Model):
    """A number whose holder an editor has seen papers of. Kept as a keyed hash, like every contact."""

    name = models.CharField(_("姓名或单位"), max_length=60)
    papers = models.CharField(
        _("看过的证件"), max_length=200, help_text=_("例：营业执照、人力资源服务许可证的名称和编号。")
    )
    contact_hash = models.CharField(max_length=64, unique=True, editable=False)
    until = models.DateField(_("有效到"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, verbose_name=_("经手人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("已核验的发布人")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def any_of(cls, hashes: Iterable[str]) -> bool:
        """Whether an editor knows who holds one of these."""
        valid = models.Q(until=None) | models.Q(until__gte=timezone.localdate())
        return cls.objects.filter(valid, contact_hash__in=list(hashes)).exists()
