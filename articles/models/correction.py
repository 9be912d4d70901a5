from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public(self) -> Self:
        """Corrections of articles that readers may see now."""
        from articles.models.article import Article

        return self.filter(article__in=Article.objects.public(), at__lte=timezone.now())


class Correction(models.Model):
    """What an article said wrong and says now."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("更正")
        CLARIFICATION = "clarification", _("说明")
        UPDATE = "update", _("更新")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="corrections", verbose_name=_("文章"))
    kind = models.CharField(_("类别"), max_length=14, choices=Kind.choices, default=Kind.CORRECTION)
    text = models.TextField(_("内容"), max_length=1000)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = _("更正")

    def __str__(self) -> str:
        return self.text[:40]
