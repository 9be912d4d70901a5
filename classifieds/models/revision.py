"""What posters changed of their listings, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classifieds.models.attribute import told
from classifieds.models.contact import Contact
from classifieds.models.listing import Listing

if TYPE_CHECKING:
    from classifieds.models.photo import Photo

NAMES = {
    "title": _("标题"),
    "body": _("补充说明"),
    "place": _("地点"),
    "region": _("地区"),
    "intent": _("供求"),
    "facts": _("属性"),
    "contact": _("联系方式"),
    "photos": _("照片"),
}


class Revision(models.Model):
    """One edit of a listing: of each thing that changed what it was and what it became. Goes with the listing."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="revisions")
    changes = models.JSONField(_("改动"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("修改记录")

    def __str__(self) -> str:
        return f"{self.listing_id} {self.at}"

    @classmethod
    def note(cls, listing: Listing, was: dict[str, str]) -> Self | None:
        """Write down how the listing differs from what it was (`snapshot()` before the edit); None if it does not."""
        now = snapshot(listing)
        changes = {name: [was[name], now[name]] for name in NAMES if was[name] != now[name]}
        return cls.objects.create(listing=listing, changes=changes) if changes else None

    def lines(self) -> list[tuple[Any, str, str]]:
        """What changed, from what, to what."""
        return [(NAMES[name], was, now) for name, (was, now) in self.changes.items()]


def snapshot(listing: Listing) -> dict[str, str]:
    """How a listing reads now, a line for each thing that its poster can change. Contacts are masked."""
    contact = Contact.objects.filter(listing=listing).first()
    photos: list[Photo] = list(listing.photos.all())
    return {
        "title": listing.title,
        "body": listing.body,
        "place": listing.place,
        "region": str(listing.region),
        "intent": str(listing.get_intent_display()),
        "facts": "，".join(f"{one} {words}" for one, words in told(listing.values, listing.known_attributes)),
        "contact": _masked(contact) if contact else "",
        "photos": "，".join(str(photo)[:8] for photo in photos),
    }


def _masked(contact: Contact) -> str:
    """Enough of a contact to see that it changed: its ends, and a few letters of its keyed hash."""
    ways = [(getattr(contact, way), getattr(contact, f"{way}_hash")) for way in ("phone", "wechat", "email")]
    shown = [f"{one[:2]}…{one[-2:]}（{known[:6]}）" for one, known in ways if one]
    return " ".join([*filter(None, [contact.name]), *shown])
