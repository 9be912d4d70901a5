"""Photos of listings. Their files lie apart from other media, and only classifieds/photos.py hands them out."""

from __future__ import annotations

import functools
import secrets
from typing import Self

from django.core import signing
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classifieds.models.listing import Listing
from portal.lib import images, photoprint
from portal.lib.reencode import Rendition

WIDTHS = (320, 640, 1280)
ORDINARY_WIDTH = 640
SALT = "linwen.photo"
KEY_SECONDS = 24 * 3600


def photo_storage() -> Storage:
    """Where the files are."""
    return storages["photos"]


class Photo(models.Model):
    """A photo as readers get it: re-encoded from its pixels, without metadata, under a random name.

    Without a listing it lies in a tray (classifieds/tray.py), chosen for a form that is not sent yet.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="photos", null=True, verbose_name=_("信息"))
    tray = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    file = models.FileField(_("照片"), storage=photo_storage, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    widths = models.JSONField(editable=False, default=list)
    # What it is known again by (portal/lib/photoprint.py), the whole first.
    prints = models.JSONField(_("感知指纹"), editable=False, default=list)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    added_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("照片")

    def __str__(self) -> str:
        return str(self.file.name)

    def take(self, renditions: list[Rendition]) -> Self:
        """Make this the photo that images.read() gave. The files are stored at once, the row by save()."""
        kept = [one for one in renditions if one.width in WIDTHS]
        if renditions[0].width < WIDTHS[-1]:
            kept = [renditions[0], *(one for one in kept if one.width < renditions[0].width)]
        kept.sort(key=lambda one: -one.width)
        self.file.name = images.put(kept, f"{secrets.token_hex(16)}.webp", photo_storage())
        self.width, self.height = kept[0].width, kept[0].height
        self.widths = [one.width for one in kept[:0:-1]]
        self.prints = photoprint.prints(kept[-1].webp)
        return self

    @property
    def fingerprint(self) -> str:
        """The print of the whole as 16 hexadecimal digits; nothing for a plain picture."""
        return f"{self.prints[0]:016x}" if self.prints else ""

    def url(self, width: int) -> str:
        """The address of one width; readers get it while the listing is public."""
        name = str(self.file.name)
        return photo_storage().url(images.rendition_name(name, width) if width in self.widths else name)

    @property
    def src(self) -> str:
        return self.url(ORDINARY_WIDTH)

    @property
    def small(self) -> str:
        return self.url(WIDTHS[0])

    @property
    def srcset(self) -> str:
        """Every width with its address, for the browser to choose from."""
        return ", ".join(f"{self.url(width)} {width}w" for width in [*self.widths, self.width])

    @property
    def private_src(self) -> str:
        """The address for who may see it before, or after, readers do; good for a day."""
        return f"{self.small}?{self._key}"

    @property
    def private_whole(self) -> str:
        """The same for all of it."""
        return f"{self.file.url}?{self._key}"

    @property
    def _key(self) -> str:
        return f"key={signing.dumps(self.pk, salt=SALT)}"

    def move_earlier(self) -> None:
        """Change places with the photo before it."""
        if self.listing is None:
            return
        with transaction.atomic():
            Listing.objects.select_for_update().get(pk=self.listing.pk)
            order = list(self.listing.photos.all())
            place = order.index(self)
            if place:
                order.insert(place - 1, order.pop(place))
            for position, photo in enumerate(order):
                Photo.objects.filter(pk=photo.pk).update(position=position)
            self.listing.purge_pages()

    def opens_with(self, key: str) -> bool:
        """Whether the key is that of a private address of this photo."""
        try:
            return bool(signing.loads(key, salt=SALT, max_age=KEY_SECONDS) == self.pk)
        except signing.BadSignature:
            return False

    def save(self, *args: object, **kwargs: object) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if is_new:
            PhotoBand.objects.bulk_create(PhotoBand(photo=self, value=one) for one in photoprint.bands(self.prints))
        if self.listing:
            self.listing.note_photos()

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        transaction.on_commit(functools.partial(images.remove, str(self.file.name), self.widths, photo_storage()))
        deleted = super().delete(*args, **kwargs)  # type: ignore[arg-type]
        if self.listing:
            self.listing.note_photos()
        return deleted


class PhotoBand(models.Model):
    """A part of a print, by which a photo that is like it is found. The worker deletes it after a week."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="bands")
    value = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "photo"], name="photo_bands_by_value")]

    def __str__(self) -> str:
        return str(self.value)
