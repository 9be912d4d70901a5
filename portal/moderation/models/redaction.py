from __future__ import annotations

import json
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.encryption import decrypt, encrypt
from portal.moderation.models.target import Target


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def standing(self) -> Self:
        """Those that nobody undid."""
        return self.filter(lifted_at=None)

    def of(self, target: str, object_id: int) -> Self:
        """Those of one thing."""
        return self.filter(target=target, object_id=object_id)


class Redaction(models.Model):
    """Passages that were taken out of a thing. They, and what stood there before, are encrypted."""

    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    sealed = models.BinaryField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经手人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    lifted_at = models.DateTimeField(_("撤销时间"), null=True, editable=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("隐去的文字")
        permissions = [("open_redaction", _("查看隐去的原文"))]
        indexes = [models.Index(fields=["target", "object_id"], name="redactions_of_things")]

    def __str__(self) -> str:
        return f"{self.get_target_display()} {self.object_id}"

    def seal(self, passages: list[str], originals: list[dict[str, Any]]) -> None:
        """Keep the passages, and each text as it was and as it became; not yet saved."""
        self.sealed = encrypt(json.dumps({"passages": passages, "originals": originals}, ensure_ascii=False).encode())

    def _open(self) -> dict[str, Any]:
        opened: dict[str, Any] = json.loads(decrypt(bytes(self.sealed)))
        return opened

    @property
    def passages(self) -> list[str]:
        return [str(one) for one in self._open()["passages"]]

    @property
    def originals(self) -> list[dict[str, Any]]:
        """What was changed: `model`, `pk` and `field` of each text, what it `was` and what it `became`."""
        return list(self._open()["originals"])
