from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture as readers get it: re-encoded, without metadata, in WebP of several widths."""

    file = models.ImageField(_("图片"), upload_to="pictures/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    widths = models.JSONField(editable=False, default=list)
    alt = models.CharField(_("图片内容"), max_length=200, blank=True, help_text=_("看不见图的读者会听到这一句。"))
    credit = models.CharField(_("图片来源"), max_length=100, blank=True)
    focus_x = models.FloatField(_("焦点横向"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)])
    focus_y = models.FloatField(_("焦点纵向"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = _("图片")

    def __str__(self) -> str:
        return self.alt or str(self.file.name)
