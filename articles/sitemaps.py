"""What sitemaps say of articles: where each is, the newest for news, those that are gone, and the lists of them."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles import lists
from articles.models import Article, Byline, Person, Section, Source
from portal.lib import caching
from portal.lib.sitemaps import PART, News, Page, Part, in_turns, numbers_of
from portal.regions.models import Region, SiteProfile

NEWS_FOR = datetime.timedelta(hours=48)
# As many stories as a news sitemap may hold.
MOST_NEWS = 1000
# Of tags, people and sources each; together with the rest they stay below what one sitemap may hold.
MOST_LISTS = 15_000


def parts() -> list[Part]:
    """The parts that have something to show."""
    number = ExpressionWrapper((F("pk") - 1) / PART + 1, BigIntegerField())
    public = Article.objects.public().order_by().annotate(part=number).values("part")
    rows = public.annotate(published=Max("publish_at"), updated=Max("updated_at")).order_by("part")
    return [Part(path_of(row["part"]), max(row["published"], row["updated"])) for row in rows]


def path_of(number: int) -> str:
    return f"/sitemap-articles-{number}.xml"


def pages(number: int) -> Iterator[Page]:
    """The public articles of a part, in the order of their numbers."""
    caching.tag(f"sitemap-articles-{number}")
    rows = Article.objects.filter(pk__range=numbers_of(number))
    caching.true_until(rows.scheduled().order_by("publish_at").values_list("publish_at", flat=True).first())
    ending = rows.filter(expires_at__gt=timezone.now()).order_by("expires_at")
    caching.true_until(ending.values_list("expires_at", flat=True).first())
    # Pictures go with the text: where the permission for that lapses, they go.
    caching.true_until(min(filter(None, (source.lapses_at for source in Source.objects.all())), default=None))
    shown = rows.public().select_related("cover", "source")
    return map(_page, in_turns(shown.only("publish_at", "updated_at", "cover__file", *_terms())))


def _page(article: Article) -> Page:
    picture = article.shown_cover
    images = [picture.file.url] if picture else []
    return Page(article.get_plain_url(), max(article.publish_at, article.updated_at), images)


def _terms() -> list[str]:
    """What tells whether a source permits the whole text."""
    return [f"source__{name}" for name in Source.TERMS]


def news() -> list[Page]:
    """The stories of the last two days, the newest first."""
    caching.tag("front")
    lists.watch_schedule()
    name = SiteProfile.load().name
    young = Article.objects.public().filter(publish_at__gt=timezone.now() - NEWS_FOR)
    found = lists.noted(list(young.newest_first().for_titles()[:MOST_NEWS]))
    return [Page(one.get_plain_url(), one.publish_at, news=News(name, one.title, one.publish_at)) for one in found]


def withdrawn(number: int) -> Iterator[str]:
    """The addresses of what was here and is withdrawn, the latest first."""
    gone = Article.objects.removed().filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")
    return (f"/articles/{pk}/" for pk in gone.values_list("pk", flat=True)[:number])


def list_pages() -> Iterator[Page]:
    """The front page, the editions, the sections, and every tag, person and source that has something to show."""
    for name in ("home", "articles:most_read", "articles:corrections", "about"):
        yield Page(reverse(name))
    for rows in (Region.objects.all(), Section.objects.all(), *_with_articles()):
        for row in rows:
            yield Page(row.get_absolute_url())
    for slug in _tags().values_list("slug", flat=True)[:MOST_LISTS]:
        yield Page(reverse("articles:tag", args=[slug]))


def _with_articles() -> Iterator[Any]:
    """People and sources of whom there is something to read."""
    public = Article.objects.public()
    signed = Byline.objects.filter(person=OuterRef("pk"), article__in=public)
    yield Person.objects.filter(Exists(signed))[:MOST_LISTS]
    yield Source.objects.filter(Exists(public.filter(source=OuterRef("pk"))))[:MOST_LISTS]


def _tags() -> QuerySet[Tag]:
    """Tags with something to read; one that only a withdrawn article has may be the very name it was about."""
    of_articles = TaggedItem.objects.filter(tag=OuterRef("pk"), content_type=lists.article_type())
    tags: QuerySet[Tag] = Tag.objects.filter(
        Exists(of_articles.filter(object_id__in=Article.objects.public().values("pk")))
    )
    return tags
