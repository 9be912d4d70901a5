"""A story: what several sources tell of one event; and what its articles are known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

    from articles.models.article import Article
    from articles.models.rows import ArticleQuerySet


class Story(models.Model):
    """The articles of several sources that tell one event. Lists show the first of them, its page names all."""

    created_at = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("同一报道")

    def __str__(self) -> str:
        first = self.articles.order_by("publish_at", "pk").first()
        return first.title if first else f"{self.pk}"

    @classmethod
    def join(cls, articles: Iterable[Article], *, by: AbstractBaseUser | None) -> Story:
        """Make one story of these articles and of the stories that they were in; with `by`, an editor decided it."""
        with transaction.atomic():
            stories = sorted({article.story_id for article in articles if article.story_id})
            story = cls.objects.get(pk=stories[0]) if stories else cls.objects.create()
            members = _articles().filter(Q(pk__in=[article.pk for article in articles]) | Q(story__in=stories))
            for member in members.exclude(story=story).select_for_update(of=("self",)):
                _move(member, story, "join", by)
            cls.objects.filter(pk__in=stories[1:]).delete()
        return story

    @staticmethod
    def split(article: Article, *, by: AbstractBaseUser) -> bool:
        """Let the article stand alone; False if it does. A story of one is none."""
        with transaction.atomic():
            story = Story.objects.select_for_update().filter(articles=article.pk).first()
            if story is None:
                return False
            _move(article, None, "split", by)
            rest = list(story.articles.all()[:2])
            if len(rest) < 2:
                for member in rest:
                    _move(member, None, "", None)
                story.delete()
        return True


def _articles() -> ArticleQuerySet:
    from articles.models.article import Article

    return Article.objects.all()


def _move(article: Article, story: Story | None, verb: str, by: AbstractBaseUser | None) -> None:
    """Put the article into a story or none; an editor's decision is written down. Both stories' pages are made anew."""
    article.purge_pages()
    _articles().filter(pk=article.pk).update(story=story, grouped_at=timezone.now())
    article.story = story
    if by:
        Decision.record(article, verb=verb, by=by)
    article.purge_pages()


def first_of_each(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Of these articles, the first of each story, and all that are in none."""
    earlier = Q(publish_at__lt=OuterRef("publish_at")) | Q(publish_at=OuterRef("publish_at"), pk__lt=OuterRef("pk"))
    repeated = articles.order_by().filter(earlier, story=OuterRef("story"))
    return articles.filter(Q(story=None) | ~Exists(repeated.values("pk")))


def others(public: ArticleQuerySet) -> Coalesce:
    """How many more sources a reader finds in the story of an article."""
    told = public.order_by().filter(story=OuterRef("story")).exclude(source=OuterRef("source"))
    number = told.values("story").annotate(number=models.Count("source", distinct=True)).values("number")
    return Coalesce(Subquery(number), 0)


class StoryPrint(models.Model):
    """What articles/index/likeness.py keeps of an article."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="print")
    data = models.BinaryField()


class StoryKey(models.Model):
    """One of the few numbers under which an article is found by what is like it, for as long as events last."""

    value = models.BigIntegerField()
    at = models.DateTimeField()
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["value", "at"], name="articles_by_story_key")]
