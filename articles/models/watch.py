"""Watching what is cited: whether the page of the source still stands, and still says what it said."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

FIRST, LONGEST = datetime.timedelta(hours=1), datetime.timedelta(days=30)


class Watch(models.Model):
    """How the page that an article cites is doing."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="watch")
    due_at = models.DateTimeField(_("下次核对"), default=timezone.now, db_index=True)
    checked_at = models.DateTimeField(_("最近核对"), null=True)
    times = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    gone_at = models.DateTimeField(_("原网页不在了"), null=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    # Digests of those sentences of the article that stood on the source's page when it was last read.
    sentences = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("原文核对")

    def __str__(self) -> str:
        return f"{self.article_id}"

    def wait(self, *, patience: int) -> None:
        """Look again after a while, which doubles each time."""
        self.due_at = timezone.now() + min(LONGEST, FIRST * 2 ** min(patience, 10))


class SourceChangeQuerySet(models.QuerySet["SourceChange"]):
    def unsettled(self) -> Self:
        """What an editor has to look at."""
        return self.filter(settled_at=None)


class SourceChange(models.Model):
    """Something that happened to the page of a source after it was cited."""

    class Kind(models.TextChoices):
        EDITED = "edited", _("原文有改动")
        GONE = "gone", _("原网页不在了")
        BACK = "back", _("原网页又有了")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="changes", verbose_name=_("文章"))
    kind = models.CharField(_("变化"), max_length=6, choices=Kind.choices)
    # Pairs of what we have and what stands there now, "" if nothing like it does.
    sentences = models.JSONField(default=list)
    at = models.DateTimeField(_("发现时间"), default=timezone.now)
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人")
    )

    objects = SourceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("原文变化")
        indexes = [models.Index(fields=["-at"], condition=Q(settled_at=None), name="changes_unsettled")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.article_id}"

    def settle(self, *, by: AbstractBaseUser) -> bool:
        """Somebody has looked at it; False if another one was quicker."""
        rows = SourceChange.objects.unsettled().filter(pk=self.pk)
        return bool(rows.update(settled_at=timezone.now(), settled_by=by))
