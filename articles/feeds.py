"""The newest articles as feeds: of the city, a region, a section, a tag. Each entry says whom it is from."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles import lists
from articles.models import Article, ArticleQuerySet, Byline, Picture, Section
from portal.lib import feeds
from portal.lib.addresses import whole
from portal.lib.caching import cached_for_readers
from portal.lib.caching import tag as note
from portal.lib.feeds.paging import page_number, pages
from portal.regions.models import Region, SiteProfile

PER_PAGE = 50
# For so long feed readers are told to forget what was withdrawn.
TOLD_FOR = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Scope:
    """What a feed is about: the page that shows the same, and the rows, public or not."""

    title: str
    description: str
    path: str
    articles: ArticleQuerySet


def paths(name: str, *args: Any) -> dict[str, str]:
    """Where a feed is, in each of its forms; `name` is that of its pattern."""
    return {form: reverse(f"articles:{name}", args=[*args, form]) for form in feeds.FORMS}


@cached_for_readers
def latest(request: HttpRequest, form: str) -> HttpResponse:
    note("front")
    return _feed(request, form, Scope(_("最新新闻"), "", reverse("home"), Article.objects.all()))


@cached_for_readers
def of_region(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    region = get_object_or_404(Region.objects.prefetch_related("towns"), slug=slug)
    ids = region.with_towns()
    note(*(f"region:{pk}" for pk in ids))
    scope = Scope(str(region), "", region.get_absolute_url(), Article.objects.in_region(ids))
    return _feed(request, form, scope)


@cached_for_readers
def of_section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    note(f"section:{section.pk}")
    articles = Article.objects.filter(section=section)
    return _feed(request, form, Scope(str(section), section.intro, section.get_absolute_url(), articles))


@cached_for_readers
def of_tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    note(f"tag:{tag.pk}")
    page = reverse("articles:tag", args=[slug])
    return _feed(request, form, Scope(_("标签：%s") % tag.name, "", page, Article.objects.filter(tags=tag)))


def _feed(request: HttpRequest, form: str, scope: Scope) -> HttpResponse:
    """One page of the feed; there are only so many, since sitemaps hold the rest."""
    number = page_number(request)
    start = (number - 1) * PER_PAGE
    found = _loaded(scope.articles.public().newest_first()[start : start + PER_PAGE + 1])
    if number > 1 and not found:
        raise Http404
    articles = lists.noted(found[:PER_PAGE])
    lists.watch_schedule()
    profile = SiteProfile.load()
    feed = feeds.Feed(
        title=f"{scope.title} - {profile.name}",
        description=scope.description or profile.declaration_text,
        path=scope.path,
        author=profile.name,
        entries=[entry(article) for article in articles],
        removed=_removed(scope.articles) if number == 1 else [],
        pages=pages(request.path, number, has_more=len(found) > PER_PAGE),
        language="en" if get_language() == "en" else "zh-CN",
    )
    return feeds.respond(request, feed, form)


def _removed(articles: ArticleQuerySet) -> list[feeds.Removed]:
    """What was withdrawn lately, the latest first."""
    gone = articles.removed().filter(withdrawn_at__gt=timezone.now() - TOLD_FOR).order_by("-withdrawn_at")
    rows = gone.values_list("pk", "withdrawn_at")[:PER_PAGE]
    return [feeds.Removed(path=f"/articles/{pk}/", at=at) for pk, at in rows if at]


def _loaded(articles: ArticleQuerySet) -> list[Article]:
    """The articles with all that an entry says."""
    found = list(articles.select_related("section", "region", "source", "cover").defer("body"))
    prefetch_related_objects(found, Prefetch("bylines", Byline.objects.select_related("person")), "tags")
    return found


def entries(ids: list[int]) -> dict[int, feeds.Entry]:
    """The entries of those that readers may see."""
    return {article.pk: entry(article) for article in _loaded(Article.objects.public().filter(pk__in=ids))}


def entry(article: Article) -> feeds.Entry:
    """An article as feeds have it: never its text, always whom it is from."""
    people = [person.name for _label, people in article.byline_groups for person in people]
    names = [article.section.name, article.region.name, *(tag.name for tag in article.tags.all())]
    return feeds.Entry(
        path=article.get_plain_url(),
        title=article.title,
        summary=article.shown_lead,
        published_at=article.publish_at,
        updated_at=article.updated_at,
        authors=list(dict.fromkeys([article.original_author, *people])) if article.original_author else people,
        categories=list(dict.fromkeys(names)),
        content=render_to_string("articles/_entry.html", {"article": article}),
        origin=_origin(article),
        enclosure=_enclosure(article.shown_cover),
    )


def _origin(article: Article) -> feeds.Origin | None:
    if article.source is None:
        return None
    address = article.source.home or f"/sources/{article.source.pk}/"
    return feeds.Origin(article.source.name, whole(address), article.original_url and whole(article.original_url))


def _enclosure(picture: Picture | None) -> feeds.Enclosure | None:
    """The picture, unless its file has gone."""
    if picture is None or not default_storage.exists(str(picture.file.name)):
        return None
    return feeds.Enclosure(whole(picture.file.url), default_storage.size(str(picture.file.name)), "image/webp")
