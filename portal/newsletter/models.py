"""Who gets the digest, and what became of each letter."""

from __future__ import annotations

import datetime
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.regions.models import Region

# For so long the link of the first letter is good; who did not follow it is forgotten.
CONFIRM_WITHIN = datetime.timedelta(days=7)
# What became of a letter is known for so long, and so is an address that letters came back from.
KEPT = datetime.timedelta(days=90)
# So many letters of different days that came back for good end a subscription.
MOST_BOUNCES = 3
# Of a claimed letter nothing is known for so long; then another worker may take it.
CLAIMED = datetime.timedelta(minutes=10)
PERMANENT = "5"


def _nonce() -> str:
    return secrets.token_hex(8)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> Self:
        """Who asked for letters twice and can be reached."""
        return self.filter(confirmed_at__isnull=False, suspended_at=None)


class Subscription(models.Model):
    """One address and one edition. Its row is deleted when its reader leaves: nothing of it is kept."""

    class Period(models.TextChoices):
        DAILY = "daily", _("每天")
        WEEKLY = "weekly", _("每周一")

    email = models.EmailField(_("邮箱"))
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("地区版")
    )
    period = models.CharField(_("多久一次"), max_length=6, choices=Period.choices, default=Period.DAILY)
    # "", "hant" or "en": the dress of the page where it was asked for.
    dress = models.CharField(max_length=4, blank=True, editable=False)
    # A part of every link: who leaves and comes back gets new ones.
    nonce = models.CharField(max_length=16, default=_nonce, editable=False)
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, editable=False)
    suspended_at = models.DateTimeField(_("退信停发时间"), null=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("简报订阅")
        constraints = [
            models.UniqueConstraint(fields=["email", "region"], name="one_subscription_of_an_edition"),
            models.UniqueConstraint(fields=["email"], condition=Q(region=None), name="one_subscription_of_the_city"),
        ]
        indexes = [models.Index(fields=["period", "confirmed_at"], name="subscriptions_confirmed")]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The address as far as it may be shown: ab***@example.org."""
        name, _at, host = self.email.rpartition("@")
        return f"{name[:2]}***@{host}"

    def confirm(self, *, period: str, dress: str) -> None:
        """Its reader followed the link of the first letter, or of one that changes what was asked for."""
        self.period, self.dress, self.suspended_at = period, dress, None
        self.confirmed_at = self.confirmed_at or timezone.now()
        self.save(update_fields=["period", "dress", "confirmed_at", "suspended_at"])
        self.deliveries.exclude(bounce="").update(bounce="")

    def suspend_if_lost(self) -> bool:
        """Send nothing more once too many letters came back for good; whether that is so now."""
        lost = self.deliveries.filter(bounce__startswith=PERMANENT).count() >= MOST_BOUNCES
        return lost and bool(Subscription.objects.confirmed().filter(pk=self.pk).update(suspended_at=timezone.now()))

    @classmethod
    def forget(cls) -> int:
        """Delete who never confirmed, and whom letters did not reach for long; how many."""
        now = timezone.now()
        unconfirmed = Q(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)
        return cls.objects.filter(unconfirmed | Q(suspended_at__lt=now - KEPT)).delete()[0]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> Self:
        """What a worker may take; nothing for whom letters came back from meanwhile."""
        return self.filter(due_at__lte=timezone.now(), subscription__suspended_at=None)


class Delivery(models.Model):
    """One letter to one reader: there is one row for a day, whoever and however often it is asked for."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    issue = models.DateField(_("日期"))
    # When a worker may take it; nothing once there is nothing more to do.
    due_at = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    # The status of RFC 3463 with which it came back: 5.1.1 for good, 4.2.2 for now.
    bounce = models.CharField(max_length=12, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "issue"], name="one_letter_a_day")]

    def __str__(self) -> str:
        return f"{self.subscription} {self.issue}"

    def claim(self) -> bool:
        """Take it for a while; False if another worker did, or its reader left."""
        # The guard is in the WHERE clause, so of two workers at once only one gets it.
        mine = Delivery.objects.due().filter(pk=self.pk, due_at=self.due_at)
        return bool(mine.update(due_at=timezone.now() + CLAIMED, tries=models.F("tries") + 1))

    def close(self, **facts: object) -> None:
        """Nothing more is to be done about it."""
        Delivery.objects.filter(pk=self.pk).update(due_at=None, **facts)

    def note_bounce(self, status: str) -> bool:
        """It came back with this status; False if that was noted before."""
        if not Delivery.objects.filter(pk=self.pk).exclude(bounce=status).update(bounce=status, due_at=None):
            return False
        self.subscription.suspend_if_lost()
        return True

    @classmethod
    def forget(cls) -> int:
        """Delete what became of letters long ago; how many."""
        return cls.objects.filter(issue__lt=timezone.localdate() - KEPT).delete()[0]
