"""Lists of articles, as every page asks for them."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from taggit.models import TaggedItem

from articles.models import Article, ArticleQuerySet, Pin, Section
from portal.lib import caching, paging
from portal.regions.models import Region
from portal.traffic import counting
from portal.traffic.models import Kind

# Of how many other sources the page of an article tells.
MOST_TOLD = 20


def cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """The newest first, with what a card shows. Slice it, then `noted()` it."""
    return articles.for_cards().newest_first()


def noted(articles: list[Article]) -> list[Article]:
    """The same articles, written down as being on the page that is made."""
    for article in articles:
        caching.tag(f"article:{article.pk}", *([f"story:{article.story_id}"] if article.story_id else []))
        caching.true_until(article.shown_until)
    return articles


def paginate(request: HttpRequest, articles: ArticleQuerySet) -> "Page[Article]":
    """A page of cards."""
    page = paging.paginate(request, cards(articles))
    page.object_list = noted(list(page.object_list))
    watch_schedule()
    return page


def page_of(article: Article, articles: ArticleQuerySet, path: str) -> str:
    """The address of the page of this list where the article stands, or would if it were public."""
    same_moment = Q(publish_at=article.publish_at, pk__gt=article.pk)
    number = articles.filter(Q(publish_at__gt=article.publish_at) | same_moment).count() // paging.PER_PAGE + 1
    return f"{path}?page={number}" if number > 1 else path


def watch_schedule() -> None:
    """A list is right until the next scheduled article appears."""
    coming = Article.objects.scheduled().order_by("publish_at")
    caching.true_until(coming.values_list("publish_at", flat=True).first())


def newest(articles: ArticleQuerySet, number: int, *, without: set[int] | None = None) -> list[Article]:
    """The newest few whose story is not on the page already; with `without` given, they are added to it."""
    found = noted(list(cards(_unshown(articles.one_per_story(), without or set()))[:number]))
    if without is not None:
        without.update(article.pk for article in found)
    return found


def _unshown(articles: ArticleQuerySet, shown: set[int]) -> ArticleQuerySet:
    """Those that are not among the shown, nor tell what one of them tells."""
    if not shown:
        return articles
    stories = Article.objects.filter(pk__in=shown, story__isnull=False).values("story")
    return articles.exclude(pk__in=shown).exclude(story__in=stories)


def story_of(article: Article) -> list[Article]:
    """What other sources tell of the same event, the first of them first."""
    if article.story_id is None:
        return []
    members = Article.objects.public().filter(story=article.story_id).exclude(pk=article.pk)
    return noted(list(members.for_links().order_by("publish_at", "pk")[:MOST_TOLD]))


def pinned(*, section: Section | None = None, region: Region | None = None) -> list[Article]:
    """What editors pinned to this front and readers may still see, in the editors' order."""
    pins = Pin.objects.current().filter(section=section, region=region)
    places = dict(pins.values_list("article", "position"))
    caching.true_until(pins.exclude(until=None).order_by("until").values_list("until", flat=True).first())
    articles = noted(list(cards(Article.objects.public().filter(pk__in=places))))
    return sorted(articles, key=lambda article: places[article.pk])


def ranking(number: int, *, region_ids: list[int] | None = None) -> list[Article]:
    """The most read of the last seven days that readers may see."""
    now = timezone.now()
    ranked = [one for one in caching.remembered("ranking", _ranked) if not one.expires_at or one.expires_at > now]
    if region_ids is not None:
        ranked = [one for one in ranked if one.region_id in region_ids]
    return noted(ranked[:number])


def _ranked() -> list[Article]:
    """All that is ranked and public; every page has a piece of it, so it is kept until a change."""
    order = {pk: place for place, pk in enumerate(counting.most_read(Kind.ARTICLE))}
    articles = Article.objects.public().filter(pk__in=order).for_links()
    return sorted(articles, key=lambda article: order[article.pk])


def related(article: Article, number: int = 5) -> list[Article]:
    """The newest others that share a tag, then of the section."""
    public = _unshown(Article.objects.public().newest_first(), {article.pk})
    tagged = TaggedItem.objects.filter(tag__in=list(article.tags.all()), content_type=article_type())
    found = list(public.filter(pk__in=tagged.values("object_id")).for_links()[:number])
    if len(found) < number:
        shown = [one.pk for one in found]
        found += public.filter(section=article.section).exclude(pk__in=shown).for_links()[: number - len(found)]
    return noted(found)


def article_type() -> ContentType:
    return ContentType.objects.get_for_model(Article)


def neighbours(date: datetime.date) -> dict[str, Any]:
    """The nearest days before and after that have articles."""
    public = Article.objects.public()
    before = public.filter(publish_at__lt=_midnight(date)).newest_first().first()
    after = public.filter(publish_at__gte=_midnight(date + datetime.timedelta(days=1))).order_by("publish_at").first()
    return {"earlier": before.day if before else None, "later": after.day if after else None}


def _midnight(date: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
