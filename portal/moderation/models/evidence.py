from __future__ import annotations

import json
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib import encryption
from portal.moderation.models.notice import Notice, Side


class Evidence(models.Model):
    """A file that backs a statement, encrypted with its name; in the database, so that both are stored or neither.

    Until its form is sent off it belongs to a draft, by a token that only that form knows.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="evidence", verbose_name=_("申请"))
    draft = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices, default=Side.REQUESTER)
    size = models.PositiveIntegerField(_("大小"))
    closed = models.BinaryField(_("密文"))
    created_at = models.DateTimeField(_("收到时间"), default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = verbose_name_plural = _("证明材料")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def keep(cls, name: str, data: bytes, draft: str) -> Self:
        """Encrypt and store a file of a draft."""
        head = json.dumps({"name": name}).encode()
        closed = encryption.encrypt(len(head).to_bytes(4, "big") + head + data)
        return cls.objects.create(draft=Notice.hash_secret(draft), size=len(data), closed=closed)

    @classmethod
    def of_draft(cls, draft: str) -> models.QuerySet[Evidence]:
        return cls.objects.filter(notice=None, draft=Notice.hash_secret(draft))

    def open(self) -> tuple[str, bytes]:
        """Its name and its bytes."""
        plain = encryption.decrypt(bytes(self.closed))
        end = 4 + int.from_bytes(plain[:4], "big")
        return str(json.loads(plain[4:end])["name"]), plain[end:]

    @property
    def name(self) -> str:
        return self.open()[0]
