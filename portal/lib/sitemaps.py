"""Sitemaps, written address by address, so that the longest takes no more memory than the shortest."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from xml.sax.saxutils import escape

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from portal.lib.addresses import whole
from portal.lib.feeds.entries import writable

Row = TypeVar("Row", bound=Model)
# Things in one sitemap; a thing is always in the part that its number says. The protocol allows 50,000.
PART = 10_000
AT_ONCE = 2000
SCHEMAS = "http://www.sitemaps.org/schemas/sitemap/0.9"
GOOGLE = "http://www.google.com/schemas/sitemap-"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OPENING = f'<urlset xmlns="{SCHEMAS}" xmlns:image="{GOOGLE}image/1.1" xmlns:news="{GOOGLE}news/0.9">\n'


@dataclass(frozen=True)
class News:
    """What a news sitemap says of a story."""

    publication: str
    title: str
    published_at: datetime.datetime


@dataclass(frozen=True)
class Page:
    """A page of this site: its path, when it changed, the paths or addresses of its pictures."""

    path: str
    changed_at: datetime.datetime | None = None
    images: list[str] = field(default_factory=list)
    news: News | None = None


@dataclass(frozen=True)
class Part:
    """A sitemap that the index names."""

    path: str
    changed_at: datetime.datetime | None = None


def part_of(number: int) -> int:
    """The part that the thing with this number is in."""
    return (number - 1) // PART + 1


def numbers_of(part: int) -> tuple[int, int]:
    """The first and the last number in a part."""
    return (part - 1) * PART + 1, part * PART


def in_turns(rows: QuerySet[Row]) -> Iterator[Row]:
    """The rows in the order of their keys, AT_ONCE at a time. A reader who goes away leaves no cursor open."""
    turn = list(rows.order_by("pk")[:AT_ONCE])
    while turn:
        yield from turn
        turn = list(rows.filter(pk__gt=turn[-1].pk).order_by("pk")[:AT_ONCE]) if len(turn) == AT_ONCE else []


def urlset(pages: Iterable[Page]) -> StreamingHttpResponse:
    """One sitemap of these pages."""
    return _answer([OPENING], map(_url, pages), "</urlset>\n")


def index(parts: Iterable[Part]) -> StreamingHttpResponse:
    """The sitemap of the sitemaps."""
    return _answer([f'<sitemapindex xmlns="{SCHEMAS}">\n'], map(_sitemap, parts), "</sitemapindex>\n")


def _answer(opening: list[str], middle: Iterator[str], end: str) -> StreamingHttpResponse:
    def written() -> Iterator[str]:
        yield from [HEAD, *opening]
        yield from middle
        yield end

    return StreamingHttpResponse(written(), content_type="application/xml; charset=utf-8")


def _url(page: Page) -> str:
    images = "".join(f"<image:image><image:loc>{_whole(one)}</image:loc></image:image>" for one in page.images)
    return f"<url><loc>{_whole(page.path)}</loc>{_moment(page.changed_at)}{_news(page.news)}{images}</url>\n"


def _news(news: News | None) -> str:
    if news is None:
        return ""
    name, title = escape(writable(news.publication)), escape(writable(news.title))
    return (
        f"<news:news><news:publication><news:name>{name}</news:name><news:language>zh-cn</news:language>"
        f"</news:publication><news:publication_date>{_iso(news.published_at)}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news>"
    )


def _sitemap(part: Part) -> str:
    return f"<sitemap><loc>{_whole(part.path)}</loc>{_moment(part.changed_at)}</sitemap>\n"


def _whole(path: str) -> str:
    return escape(whole(path))


def _moment(moment: datetime.datetime | None) -> str:
    return f"<lastmod>{_iso(moment)}</lastmod>" if moment else ""


def _iso(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
