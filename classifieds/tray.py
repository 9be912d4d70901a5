"""The tray: photos that a device has chosen for a form and not published yet. They lie there for a day.

A signed cookie says whose tray it is, and each category has its own. Nobody else can show, take or see them.
"""

import datetime
import secrets
from typing import Self

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds.models import Category, Listing, Photo
from classifieds.models.contact import keyed
from portal.lib import images, ratelimit
from portal.lib.visitors import neighbourhood

COOKIE = "tray"
SALT = "linwen.tray"
KEPT = datetime.timedelta(hours=24)
MOST = 9
# Beside those that are chosen, some that were chosen and put aside.
MOST_IN_TRAY = 3 * MOST
AT_ONCE = 200


def accept(upload: "File[bytes]", request: HttpRequest) -> Photo:
    """An upload as a photo, not yet saved; PictureError says why not."""
    within = [
        ratelimit.allow("classifieds:photos", request),
        ratelimit.allow("classifieds:photos-neighbours", request, of=neighbourhood),
    ]
    if not all(within):
        raise images.PictureError(_("这个网络今天传的照片太多了，请明天再传。"))
    return Photo().take(images.read(upload))


class Tray:
    """The tray of a device for a category."""

    def __init__(self, device: str, category: Category) -> None:
        self.device = device
        self.key = keyed("tray", f"{device} {category.slug}")
        self.chosen = self.photos()

    @classmethod
    def of(cls, request: HttpRequest, category: Category) -> Self:
        """The asking device's own; a new one if it has none."""
        try:
            device = str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
        except signing.BadSignature:
            device = secrets.token_hex(16)
        return cls(device, category)

    def photos(self) -> list[Photo]:
        return list(Photo.objects.filter(tray=self.key, listing=None))

    def rows(self) -> list[tuple[Photo, bool]]:
        """All photos in it, and whether they are chosen."""
        chosen = {photo.pk for photo in self.chosen}
        return [(photo, photo.pk in chosen) for photo in self.photos()]

    def receive(self, request: HttpRequest) -> list[str]:
        """Put what a form brings into the tray and choose it; what is wrong, in words. The rest stays."""
        self.choose(request.POST.getlist("photo"))
        wrong = []
        for upload in request.FILES.getlist("photos"):
            try:
                self.chosen.append(self.add(upload, request))
            except images.PictureError as error:
                wrong.append(f"{str(upload.name)[:40]}：{error}")
        if len(self.chosen) > MOST:
            wrong.append(_("最多9张照片，请去掉%d张。") % (len(self.chosen) - MOST))
        return wrong

    def choose(self, named: list[str]) -> None:
        """Choose those with these numbers, in that order. What is gone is left out; what is not in it is refused."""
        numbers = [int(one) for one in named[:MOST_IN_TRAY] if one.isascii() and one.isdigit() and len(one) < 19]
        mine = {photo.pk: photo for photo in self.photos()}
        if Photo.objects.filter(pk__in=[one for one in numbers if one not in mine]).exists():
            raise PermissionDenied
        self.chosen = [mine[one] for one in dict.fromkeys(numbers) if one in mine]

    def add(self, upload: "File[bytes]", request: HttpRequest) -> Photo:
        """Put one more into it; PictureError says why not."""
        number = Photo.objects.filter(tray=self.key).count()
        if number >= MOST_IN_TRAY:
            raise images.PictureError(_("最多9张照片。"))
        photo = accept(upload, request)
        photo.tray, photo.position = self.key, number
        photo.save()
        return photo

    def empty(self) -> None:
        """Forget what was put aside."""
        for photo in self.photos():
            photo.delete()

    def keep(self, response: HttpResponse) -> None:
        """Let the device find its tray again."""
        response.set_cookie(
            COOKIE,
            signing.dumps(self.device, salt=SALT),
            max_age=int(KEPT.total_seconds()),
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )


def attach(photos: list[Photo], listing: Listing) -> None:
    """Let the listing have these photos of a tray, in this order; call it in the transaction that stores it."""
    for position, photo in enumerate(photos):
        Photo.objects.filter(pk=photo.pk, listing=None).update(listing=listing, tray="", position=position)
    listing.note_photos()


def clear() -> int:
    """Delete what was chosen a day ago and never published; how many that were."""
    gone = 0
    while photos := Photo.objects.filter(listing=None, added_at__lt=timezone.now() - KEPT)[:AT_ONCE]:
        for photo in photos:
            photo.delete()
            gone += 1
    return gone
