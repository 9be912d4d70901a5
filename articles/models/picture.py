from __future__ import annotations

import functools
from typing import Self

from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib import caching, images, vault
from portal.lib.reencode import Rendition

FOLDER = "pictures"
# What a browser without srcset gets.
ORDINARY_WIDTH = 960


class Picture(models.Model):
    """A picture as readers get it: re-encoded, without metadata, in WebP of several widths."""

    file = models.FileField(_("图片"), upload_to=FOLDER, editable=False)
    width = models.PositiveIntegerField(_("宽"), editable=False, default=0)
    height = models.PositiveIntegerField(_("高"), editable=False, default=0)
    widths = models.JSONField(editable=False, default=list)
    alt = models.CharField(_("图片内容"), max_length=200, blank=True, help_text=_("看不见图的读者会听到这一句。"))
    credit = models.CharField(_("图片来源"), max_length=100, blank=True)
    focus_x = models.FloatField(_("焦点横向"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)])
    focus_y = models.FloatField(_("焦点纵向"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)])
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("图片")

    def __str__(self) -> str:
        return self.alt or str(self.file.name)

    def take(self, renditions: list[Rendition]) -> Self:
        """Make this the picture that images.read() gave. The files are stored at once, the row by save()."""
        self.file.name = images.store(renditions, FOLDER)
        self.width, self.height = renditions[0].width, renditions[0].height
        self.widths = [one.width for one in renditions[1:]]
        return self

    def url(self, width: int) -> str:
        return default_storage.url(images.rendition_name(str(self.file.name), width))

    @property
    def src(self) -> str:
        """One address for every browser: the ordinary width, or the whole when that is less."""
        return self.url(ORDINARY_WIDTH) if ORDINARY_WIDTH in self.widths else self.file.url

    @property
    def srcset(self) -> str:
        """Every width with its address, for the browser to choose from."""
        addresses = [f"{self.url(width)} {width}w" for width in self.widths]
        return ", ".join([*addresses, f"{self.file.url} {self.width}w"])

    @property
    def focus(self) -> str:
        """The classes that keep what matters in the frame when the picture is cropped (components/picture.css)."""
        return f"focus-x-{round(self.focus_x * 10)} focus-y-{round(self.focus_y * 10)}"

    def save(self, *args: object, **kwargs: object) -> None:
        before = Picture.objects.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        self.purge_pages()
        if before and before.file.name != self.file.name:
            before.discard_file()

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        self.purge_pages()
        self.discard_file()
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]

    def purge_pages(self) -> None:
        """Forget, after the commit, the pages of the articles that show the picture."""
        from articles.models.article import Article

        shown_by = Article.objects.filter(Q(cover=self) | Q(interviewee__portrait=self))
        caching.purge_after_commit(*(f"article:{pk}" for pk in shown_by.values_list("pk", flat=True)))

    def discard_file(self) -> None:
        """Remove the files after the commit, unless something else still shows them by then."""
        transaction.on_commit(functools.partial(_remove_unless_shown, str(self.file.name), list(self.widths)))


def _remove_unless_shown(name: str, widths: list[int]) -> None:
    """The same picture uploaded twice has one set of files, and a body can hold the address of a picture."""
    from articles.models.article import Article

    stem = name.removesuffix(".webp")
    if Picture.objects.filter(file=name).exists() or Article.objects.filter(body__contains=stem).exists():
        return
    images.remove(name, widths)
    vault.discard(images.names(name, widths))
