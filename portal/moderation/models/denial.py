from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.target import Target


def new_key() -> str:
    return uuid.uuid4().hex


class DenialQuerySet(models.QuerySet["Denial"]):
    def standing(self) -> Self:
        """Those that nobody lifted."""
        return self.filter(lifted_at=None)

    def of(self, target: Target, object_id: int) -> Self:
        """Those of one thing."""
        return self.filter(target=target, object_id=object_id)


class Denial(models.Model):
    """What was withdrawn and may not come back: known by addresses, title and pieces of its text, not by the text."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    title = models.CharField(_("标题"), max_length=200)
    title_key = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    # Whether the pieces are all that the text has, or only its smallest.
    is_whole = models.BooleanField(default=True, editable=False)
    removal = models.CharField(_("缘由"), max_length=10, blank=True)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经手人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    lifted_at = models.DateTimeField(_("解除时间"), null=True, editable=False)
    # Whether the list outside the database (portal/moderation/archive.py) says the same.
    is_archived = models.BooleanField(default=False, editable=False)

    objects = DenialQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("不得重发的内容")
        indexes = [
            models.Index(fields=["target", "object_id"], name="denials_of_things"),
            models.Index(fields=["id"], name="denials_unarchived", condition=models.Q(is_archived=False)),
        ]

    def __str__(self) -> str:
        return self.title


class DeniedAddress(models.Model):
    """An address, as portal/lib/addresses.py writes it, where a denied text is or was found."""

    denial = models.ForeignKey(Denial, models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=600, db_index=True)

    def __str__(self) -> str:
        return self.address


class DeniedPiece(models.Model):
    """One number of the sketch of a denied text (portal/lib/fingerprint.py)."""

    denial = models.ForeignKey(Denial, models.CASCADE, related_name="pieces", db_index=False)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "denial"], name="one_piece_each")]
        indexes = [models.Index(fields=["denial"], name="pieces_of_denials")]

    def __str__(self) -> str:
        return str(self.value)
