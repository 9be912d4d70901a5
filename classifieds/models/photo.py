from django.db import models
from django.utils.translation import gettext_lazy as _

from classifieds.models.listing import Listing


class Photo(models.Model):
    """A photo of a listing as readers get it: re-encoded from its pixels, without metadata, under a random name."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="photos", verbose_name=_("信息"))
    file = models.ImageField(_("照片"), upload_to="listings/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    widths = models.JSONField(editable=False, default=list)
    fingerprint = models.BigIntegerField(_("感知指纹"), null=True, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("照片")

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        self.listing.note_photos()

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)  # type: ignore[arg-type]
        self.listing.note_photos()
        return deleted

    def __str__(self) -> str:
        return str(self.file.name)
