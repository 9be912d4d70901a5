from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


class Section(models.Model):
    """A column of the paper. Interviews are a section of their own kind."""

    class Kind(models.TextChoices):
        NEWS = "news", _("新闻")
        INTERVIEWS = "interviews", _("人物访谈")

    name = models.CharField(_("名称"), max_length=20, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=40, blank=True)
    slug = models.SlugField(_("网址用名"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.NEWS)
    intro = models.CharField(_("栏目说明"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=100)
    on_front = models.BooleanField(_("首页有专栏"), default=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("栏目")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:section", args=[self.slug])

    @property
    def is_interviews(self) -> bool:
        return self.kind == self.Kind.INTERVIEWS

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site", f"section:{self.pk}")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit("site", f"section:{self.pk}")
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]
