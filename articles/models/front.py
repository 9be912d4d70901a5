from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from portal.lib import caching


class PinQuerySet(models.QuerySet["Pin"]):
    def current(self) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Pin(models.Model):
    """Keeps a story at the top of one front: the city's (neither section nor region), a section's or a region's."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="pins", verbose_name=_("文章"))
    section = models.ForeignKey("articles.Section", models.CASCADE, null=True, blank=True, verbose_name=_("栏目"))
    region = models.ForeignKey("regions.Region", models.CASCADE, null=True, blank=True, verbose_name=_("地区"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    until = models.DateTimeField(_("到何时"), null=True, blank=True)

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["position", "-pk"]
        verbose_name = verbose_name_plural = _("置顶")
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None) | Q(region=None),
                name="a_pin_has_one_front",
                violation_error_message=_("栏目和地区只能选一个；都不选就是首页。"),
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(section=None, region=None),
                name="one_pin_on_the_front",
                violation_error_message=_("这篇文章已经在首页置顶。"),
            ),
            models.UniqueConstraint(fields=["article", "section"], name="one_pin_per_section"),
            models.UniqueConstraint(fields=["article", "region"], name="one_pin_per_region"),
        ]

    def __str__(self) -> str:
        return f"{self.section or self.region or _('首页')}：{self.article}"

    @property
    def tag(self) -> str:
        if self.section_id:
            return f"section:{self.section_id}"
        return f"region:{self.region_id}" if self.region_id else "front"

    def save(self, *args: object, **kwargs: object) -> None:
        before = Pin.objects.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit(self.tag, *([before.tag] if before else []))

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit(self.tag)
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]


class BreakingQuerySet(models.QuerySet["Breaking"]):
    def current(self) -> Self:
        now = timezone.now()
        return self.filter(shown_from__lte=now, expires_at__gt=now)

    def public(self) -> Self:
        """What readers may see now; a banner goes with its article."""
        return self.current().filter(Q(article=None) | Q(article__in=Article.objects.public()))


class Breaking(models.Model):
    """The banner over the front page; it takes itself down."""

    text = models.CharField(_("一句话"), max_length=80)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("文章")
    )
    shown_from = models.DateTimeField(_("开始"), default=timezone.now)
    expires_at = models.DateTimeField(_("撤下"))

    objects = BreakingQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_from"]
        verbose_name = verbose_name_plural = _("突发")

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("front")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit("front")
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]
