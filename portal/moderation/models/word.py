from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


class ListedWordQuerySet(models.QuerySet["ListedWord"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit(ListedWord.TAG)
        return super().delete()


class ListedWord(models.Model):
    """A word that makes a reader's text wait for an editor, or says that it need not."""

    class Grade(models.TextChoices):
        BLOCK = "block", _("不收")
        HOLD = "hold", _("待审")
        WARN = "warn", _("留意")
        ALLOW = "allow", _("放行")

    word = models.CharField(
        _("词"), max_length=40, unique=True, help_text=_("几部分都写到才算，用 & 连起来：免费领养&运费")
    )
    grade = models.CharField(
        _("等级"),
        max_length=5,
        choices=Grade.choices,
        default=Grade.HOLD,
        help_text=_("放行：写在这个词里的别的词不算，例如“不收押金”里的“押金”。"),
    )
    scope = models.CharField(
        _("只用于"), max_length=100, blank=True, help_text=_("便民信息的大类，用空格分开：jobs pets。空着就到处都用。")
    )
    note = models.CharField(_("备注"), max_length=100, blank=True)

    objects = ListedWordQuerySet.as_manager()

    # Purged when the list changes; every process then reads it anew.
    TAG = "listed-words"

    class Meta:
        ordering = ["word"]
        verbose_name = verbose_name_plural = _("待审词")

    def __str__(self) -> str:
        return self.word

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit(self.TAG)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit(self.TAG)
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]
