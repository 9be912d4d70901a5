"""Contacts that may not be published: a victim's number, a swindler's."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeniedContact(models.Model):
    """A phone, a WeChat id or an address as a keyed hash: it can be recognised and never read back."""

    contact_hash = models.CharField(max_length=64, unique=True, editable=False)
    reason = models.CharField(_("缘由"), max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经手人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("不得发布的号码")

    def __str__(self) -> str:
        return f"{self.reason} {self.contact_hash[:8]}"

    @classmethod
    def any_of(cls, hashes: Iterable[str]) -> bool:
        """Whether one of these contacts may not be published."""
        return cls.objects.filter(contact_hash__in=list(hashes)).exists()
