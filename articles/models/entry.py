"""An entry: one item of a feed, as its source sent it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.source import is_web_address


class EntryQuerySet(models.QuerySet["Entry"]):
    def waiting(self) -> Self:
        """What nobody has made anything of yet, in the order it came."""
        return self.filter(state=Entry.State.NEW).order_by("pk")


class Entry(models.Model):
    """What a feed said of one story, unjudged: summary and content are foreign HTML and must be cleaned to be shown."""

    class State(models.TextChoices):
        NEW = "new", _("新到")
        TAKEN = "taken", _("已收录")
        HELD = "held", _("待处理")
        REFUSED = "refused", _("不收")

    feed = models.ForeignKey("articles.Feed", models.CASCADE, related_name="entries", verbose_name=_("订阅源"))
    # What tells two entries of a feed apart: a digest of what each said of itself when it was first seen.
    key = models.CharField(max_length=32, editable=False)
    guid = models.CharField(_("编号"), max_length=500, blank=True)
    url = models.URLField(_("原文地址"), max_length=1000, blank=True)
    title = models.CharField(_("标题"), max_length=500, blank=True)
    author = models.CharField(_("作者"), max_length=200, blank=True)
    summary = models.TextField(_("摘要"), blank=True)
    content = models.TextField(_("正文"), blank=True)
    categories = models.JSONField(_("分类"), default=list, blank=True)
    # Each of them has `url`, `type` and `length`.
    enclosures = models.JSONField(_("附件"), default=list, blank=True)
    language = models.CharField(_("语言"), max_length=35, blank=True)
    # As the feed says, but never later than we saw it; None if it says nothing that makes sense.
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    updated_at = models.DateTimeField(_("修改时间"), null=True, blank=True)

    first_seen_at = models.DateTimeField(_("首次读到"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("内容有变"), null=True, blank=True, editable=False)
    # Of everything that a reader could see; a new one means that the source changed its story.
    digest = models.CharField(max_length=32, editable=False)

    state = models.CharField(_("处理"), max_length=7, choices=State.choices, default=State.NEW)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="entries", verbose_name=_("文章")
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("来稿")
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="an_entry_comes_once"),
            models.CheckConstraint(condition=is_web_address("url"), name="entry_url_is_http"),
        ]
        indexes = [
            models.Index(fields=["feed", "guid"], name="entries_by_guid"),
            models.Index(fields=["feed", "url"], name="entries_by_url"),
            models.Index(fields=["id"], condition=Q(state="new"), name="entries_waiting"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.guid
