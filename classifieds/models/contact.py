"""How to reach the poster of a listing, and what to recognise it by."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

CLAIM_LASTS = datetime.timedelta(hours=24)
CLAIM_AGAIN = datetime.timedelta(days=30)


def keyed(purpose: str, text: str) -> str:
    """A keyed hash for something that must be found again but never read back: a secret, a phone number."""
    return salted_hmac(f"linwen.{purpose}", text, algorithm="sha256").hexdigest()


class ContactQuerySet(models.QuerySet["Contact"]):
    def revealable(self) -> Self:
        """What a reader may be told: not hidden by the poster, nor by somebody who says that the number is theirs."""
        claimed = Q(claimed_at__gt=timezone.now() - CLAIM_LASTS, claim_settled_at=None)
        return self.filter(hidden_at=None).exclude(claimed)

    def of(self, hashes: set[str]) -> Self:
        """Those that share a phone, a WeChat id or an address with these."""
        known = list(hashes)
        return self.filter(Q(phone_hash__in=known) | Q(wechat_hash__in=known) | Q(email_hash__in=known))


class Contact(models.Model):
    """How to reach the poster. It leaves only through the budgeted reveal, and goes when the listing ends."""

    listing = models.OneToOneField("classifieds.Listing", models.CASCADE, related_name="contact")
    name = models.CharField(_("称呼"), max_length=20, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    wechat = models.CharField(_("微信号"), max_length=30, blank=True)
    email = models.EmailField(_("转信邮箱"), blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    wechat_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    takes_letters = models.BooleanField(_("接收转信"), default=True, editable=False)
    confirmed_at = models.DateTimeField(_("号码核验时间"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("已隐藏"), null=True, editable=False)
    claimed_at = models.DateTimeField(_("有人说是自己的号码"), null=True, editable=False)
    claim_settled_at = models.DateTimeField(null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("联系方式")
        indexes = [
            models.Index(fields=["claimed_at"], name="contacts_claimed", condition=Q(claimed_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(wechat="") | ~Q(email=""), name="a_contact_can_be_reached"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("联系方式"))

    @property
    def masked(self) -> str:
        """The phone with its middle hidden: 138****0000."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 9 else ""

    @property
    def claim_ends_at(self) -> datetime.datetime | None:
        """Until when a claim hides the contact, if one does now."""
        if self.claimed_at is None or self.claim_settled_at:
            return None
        end = self.claimed_at + CLAIM_LASTS
        return end if end > timezone.now() else None

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_at or self.claim_ends_at)

    def hashes(self) -> set[str]:
        """What to recognise it by."""
        return {one for one in (self.phone_hash, self.wechat_hash, self.email_hash) if one}

    def seal(self) -> None:
        """Write the hashes that the contact is found by; save() does it too."""
        for name in ("phone", "wechat", "email"):
            value = getattr(self, name)
            setattr(self, f"{name}_hash", keyed("contact", value.lower()) if value else "")

    def save(self, *args: object, **kwargs: object) -> None:
        self.seal()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
