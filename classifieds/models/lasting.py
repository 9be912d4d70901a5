"""How long a listing lasts: its term, the day that ends it, renewing it, and having it done."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from classifieds.models.attribute import Attribute
    from classifieds.models.category import Category

RENEW_AFTER = datetime.timedelta(days=3)
# How far ahead the date of a ride or an event keeps a listing.
LONGEST_AHEAD = datetime.timedelta(days=366)


class Lasting(models.Model):
    """The part of a listing that time changes. State is read from the dates."""

    posted_at = models.DateTimeField(_("发布时间"), default=timezone.now, editable=False)
    renewed_at = models.DateTimeField(_("续期时间"), null=True, editable=False)
    expires_at = models.DateTimeField(_("到期时间"))
    done_at = models.DateTimeField(_("已成交"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what a listing adds
        category: Category
        values: dict[str, Any]
        known_attributes: list[Attribute]

        def _rows(self) -> Any: ...

        def _changed(self) -> bool: ...

    @property
    def last_day(self) -> datetime.date | None:
        """The day of the ride or event that it is about; None if it lasts as long as its group says."""
        root = self.category.root
        if root.days and root.schema_type != "Event":
            return None
        dates = [one for one in self.known_attributes if one.kind == one.Kind.DATE]
        days = [day for one in dates if (day := one.measure(self.values.get(one.key)))]
        return datetime.date.fromordinal(max(days)) if days else None

    def term(self, since: datetime.datetime | None = None) -> datetime.datetime:
        """When a listing posted or renewed now, or then, ends: after the group's days, or two hours after its date."""
        since = since or timezone.now()
        days, today = self.category.root.days, timezone.localdate(since)
        if days and not self.last_day:
            return since + datetime.timedelta(days=days)
        last = min(self.last_day or today, today + LONGEST_AHEAD)
        midnight = datetime.datetime.combine(last, datetime.time.max)
        return timezone.make_aware(midnight) + datetime.timedelta(hours=2)

    def renew(self) -> bool:
        """A full term more from now; False within three days of the last time, once gone, or if a day ends it."""
        if self.last_day:
            return False
        now = timezone.now()
        early = Q(renewed_at__gt=now - RENEW_AFTER) | Q(renewed_at=None, posted_at__gt=now - RENEW_AFTER)
        mine = self._rows().filter(deleted_at=None).exclude(early)
        return bool(mine.update(renewed_at=now, expires_at=self.term(), done_at=None)) and self._changed()

    def finish(self) -> bool:
        """Say that it is sold, let or found. It stays to be seen, struck through, until its term ends."""
        there = self._rows().public().filter(done_at=None)
        return bool(there.update(done_at=timezone.now())) and self._changed()

    def offer_again(self) -> bool:
        """Say that it is still to be had after all; its term stays as it was."""
        there = self._rows().public().exclude(done_at=None)
        return bool(there.update(done_at=None)) and self._changed()
