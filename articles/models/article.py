"""The article: what is cited, from whom, and whether readers may see it."""

from __future__ import annotations

import datetime
from typing import TypeAlias

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models import state as states
from articles.models.correction import Correction
from articles.models.people import Byline, Person
from articles.models.rows import ArticleQuerySet
from articles.models.shown import Shown
from articles.models.source import is_web_address
from articles.telling import tell_of
from portal.lib import caching, html, sitemaps
from portal.lib.addresses import canonical
from portal.moderation import redaction
from portal.moderation.models import Decision
from portal.moderation.settling import bring_back_after_commit
from portal.search import index

PICTURE_IN_TEXT = '"/media/'
# What only a verb may change, and the key, which no update touches.
BY_VERBS = {
    *("id", "held_at", "held_reason", "withdrawn_at", "removal", "removal_reason"),
    *("deindexed_at", "label", "story", "grouped_at"),
}


class Article(Shown, models.Model):
    """A story that someone published, as it is cited here. Workflow is the editors'; visibility is read from dates."""

    Workflow: TypeAlias = states.Workflow
    State: TypeAlias = states.State
    Removal: TypeAlias = states.Removal

    title = models.CharField(_("标题"), max_length=200)
    lead = models.TextField(_("导读"), blank=True, max_length=2000)
    body = models.TextField(_("正文"), blank=True)
    dateline = models.CharField(
        _("电头"), max_length=40, blank=True, help_text=_("例如“示例日报讯”，排在正文第一段前。")
    )
    section = models.ForeignKey("articles.Section", models.PROTECT, related_name="articles", verbose_name=_("栏目"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    source = models.ForeignKey(
        "articles.Source", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("来源")
    )
    original_title = models.CharField(_("原标题"), max_length=200, blank=True)
    original_author = models.CharField(_("原作者"), max_length=100, blank=True)
    original_url = models.URLField(_("原文地址"), max_length=500, blank=True)
    # The one spelling of that address (portal/lib/addresses.py); what was taken once is known by it.
    address = models.CharField(max_length=600, blank=True, db_index=True, editable=False)
    language = models.CharField(_("语言文字"), max_length=10, blank=True, editable=False)
    responsible_editor = models.CharField(_("责任编辑"), max_length=40, blank=True)
    cover = models.ForeignKey(
        "articles.Picture", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("题图")
    )
    people = models.ManyToManyField("articles.Person", through=Byline, related_name="articles", verbose_name=_("署名"))
    tags = TaggableManager(_("标签"), blank=True, help_text=_("用逗号分开。"))

    story = models.ForeignKey(
        "articles.Story", models.SET_NULL, null=True, blank=True, editable=False, related_name="articles"
    )
    # When it was looked whether it tells what another one does; an editor's decision counts as well.
    grouped_at = models.DateTimeField(null=True, blank=True, editable=False)

    workflow = models.CharField(_("流程"), max_length=10, choices=Workflow.choices, default=Workflow.DRAFT)
    publish_at = models.DateTimeField(_("发布时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    held_at = models.DateTimeField(_("暂停显示"), null=True, blank=True, editable=False)
    held_reason = models.CharField(_("暂停理由"), max_length=300, blank=True, editable=False)
    deindexed_at = models.DateTimeField(_("不再列出"), null=True, blank=True, editable=False)
    label = models.CharField(_("页首说明"), max_length=300, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True, editable=False)
    removal = models.CharField(_("撤下缘由"), max_length=10, choices=Removal.choices, blank=True, editable=False)
    removal_reason = models.CharField(_("撤下理由"), max_length=300, blank=True, editable=False)

    # What an import needs to know a row again: its key in the file, and a digest of what it said.
    import_key = models.CharField(_("导入编号"), max_length=100, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("收录时间"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("文章")
        constraints = [models.CheckConstraint(condition=is_web_address("original_url"), name="original_url_is_http")]
        permissions = [("approve_article", _("签发文章")), ("withdraw_article", _("撤下文章"))]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], name="articles_newest"),
            models.Index(fields=["section", "-publish_at", "-id"], name="articles_of_section"),
            models.Index(fields=["region", "-publish_at", "-id"], name="articles_of_region"),
            models.Index(fields=["source", "-publish_at", "-id"], name="articles_of_source"),
            # What a takedown looks through for pictures in the text.
            models.Index(fields=["id"], condition=Q(body__contains=PICTURE_IN_TEXT), name="articles_with_pictures"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="articles_expiring"),
            models.Index(fields=["story", "publish_at"], condition=Q(story__isnull=False), name="articles_of_story"),
            models.Index(fields=["id"], condition=Q(grouped_at=None), name="articles_ungrouped"),
            models.Index(fields=["-withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="articles_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:detail", args=[self.pk])

    def get_plain_url(self) -> str:
        """The address without a language prefix: the one to share, scan and quote."""
        return f"/articles/{self.pk}/"

    @property
    def state(self) -> State:
        """The one state it is in now; `in_state()` finds the rows of each."""
        now = timezone.now()
        if self.workflow != self.Workflow.APPROVED:
            return self.State(self.workflow)
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.held_at:
            return self.State.HELD
        if self.publish_at > now:
            return self.State.SCHEDULED
        if self.expires_at and self.expires_at <= now:
            return self.State.EXPIRED
        return self.State.DEINDEXED if self.deindexed_at else self.State.PUBLIC

    @property
    def was_published(self) -> bool:
        """Whether its time came while it was signed off: readers may have its address, which must go on to answer."""
        return self.workflow == self.Workflow.APPROVED and self.publish_at <= timezone.now()

    def approve(self, *, by: AbstractBaseUser) -> bool:
        """Sign it off, so that readers see it from its time on; False if someone already did."""
        waiting = Article.objects.exclude(workflow=self.Workflow.APPROVED)
        return self._move(waiting, self.Workflow.APPROVED, "approve", by)

    def return_to_draft(self, *, by: AbstractBaseUser) -> bool:
        """Give it back to its writer; False for a draft, and for what was published, which can only be withdrawn."""
        unpublished = Article.objects.exclude(workflow=self.Workflow.APPROVED, publish_at__lte=timezone.now())
        return self._move(unpublished.exclude(workflow=self.Workflow.DRAFT), self.Workflow.DRAFT, "return", by)

    def _move(self, rows: ArticleQuerySet, to: Workflow, verb: str, by: AbstractBaseUser) -> bool:
        """Move the row on if it is among `rows` (so of two editors at once one wins), and write down who did it."""
        with transaction.atomic():
            if not rows.filter(pk=self.pk).update(workflow=to):
                return False
            Decision.record(self, verb=verb, by=by)
            self.refresh_from_db()
            self.save()  # Knows all that follows from a change.
        return True

    @property
    def shown_corrections(self) -> list[Correction]:
        """The corrections whose time has come, the newest first; prefetch `corrections`."""
        now = timezone.now()
        return [correction for correction in self.corrections.all() if correction.at <= now]

    @property
    def byline_groups(self) -> list[tuple[str, list[Person]]]:
        """The people by their role as the page writes it, in the editors' order; prefetch `bylines__person`."""
        groups: dict[str, list[Person]] = {}
        for byline in self.bylines.all():
            groups.setdefault(byline.label or byline.get_role_display(), []).append(byline.person)
        return list(groups.items())

    @property
    def is_interview(self) -> bool:
        return hasattr(self, "interviewee")

    @property
    def day(self) -> datetime.date:
        """The day of publication in the site's time zone."""
        return timezone.localdate(self.publish_at)

    def cache_tags(self) -> set[str]:
        """The tags of every page that shows this article, or would show it if it were public."""
        tags = {f"article:{self.pk}", "front", f"section:{self.section_id}", f"region:{self.region_id}"}
        tags |= {f"source:{self.source_id}", f"day:{self.day}", "corrections"}
        tags |= {f"story:{self.story_id}"} if self.story_id else set()
        if self.pk:
            tags.add(f"sitemap-articles-{sitemaps.part_of(self.pk)}")
            tags |= {f"person:{pk}" for pk in self.bylines.values_list("person_id", flat=True)}
            tags |= {f"tag:{pk}" for pk in self.tags.values_list("pk", flat=True)}
        return tags

    def purge_pages(self) -> None:
        """Forget, after the commit, every cached page that this article is or could be on; let others know."""
        caching.purge_after_commit("ranking", *self.cache_tags())
        tell_of(self)

    def save(self, *args: object, **kwargs: object) -> None:
        """Save what editors write. Whether it stands is changed by the verbs alone, so that no old copy undoes one."""
        self.body = html.clean(self.body)
        self.address = canonical(self.original_url)[:600]
        if not self._state.adding and "update_fields" not in kwargs:
            kwargs["update_fields"] = [one.name for one in self._meta.concrete_fields if one.name not in BY_VERBS]
        before = Article.objects.filter(pk=self.pk).first() if self.pk else None
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            redaction.keep(self)
            index.refresh(self)
            for state in filter(None, (before, self)):
                state.purge_pages()
            bring_back_after_commit(self)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            self.purge_pages()
            index.remove(self)
            return super().delete(*args, **kwargs)  # type: ignore[arg-type]
