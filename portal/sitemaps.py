"""The sitemaps of the whole site: an index and its parts, news, and what is dead."""

import itertools
from collections.abc import Iterator
from types import ModuleType

from django.http import Http404, HttpRequest, StreamingHttpResponse

import articles.sitemaps
import classifieds.sitemaps
from portal.lib import sitemaps
from portal.lib.caching import cached_for_readers
from portal.lib.caching import tag as note
from portal.lib.sitemaps import Page, Part

OF: dict[str, ModuleType] = {"articles": articles.sitemaps, "listings": classifieds.sitemaps}
LISTS = "/sitemap-lists.xml"
# Each dead page is named in its three dresses, and one sitemap may hold 50,000 addresses.
MOST_DEAD = 8_000
DRESSES = ("", "/hant", "/en")
# An address that never was and never will be: a list of dead pages that is empty would not be valid.
NEVER_THERE = "/articles/0/"


@cached_for_readers
def index(request: HttpRequest) -> StreamingHttpResponse:
    """Every part that has something to show. What is in a part is found there, so this one may be minutes old."""
    parts = [Part(LISTS), *(part for module in OF.values() for part in module.parts())]
    return sitemaps.index(parts)


@cached_for_readers
def part(request: HttpRequest, kind: str, number: str) -> StreamingHttpResponse:
    pages = OF[kind].pages(int(number))
    if (first := next(pages, None)) is None:
        raise Http404
    return sitemaps.urlset(itertools.chain([first], pages))


@cached_for_readers
def lists(request: HttpRequest) -> StreamingHttpResponse:
    """The pages that list others."""
    note("front", "listings")
    return sitemaps.urlset(page for module in OF.values() for page in module.list_pages())


@cached_for_readers
def news(request: HttpRequest) -> StreamingHttpResponse:
    """What is not two days old; without any the front page alone, since an empty sitemap would not be valid."""
    return sitemaps.urlset(articles.sitemaps.news() or [Page("/")])


@cached_for_readers
def dead(request: HttpRequest) -> StreamingHttpResponse:
    """The pages that were withdrawn, for search engines that take such a list (Baidu: 死链)."""
    note("front", "listings")
    return sitemaps.urlset(_dead())


def _dead() -> Iterator[Page]:
    gone = [path for module in OF.values() for path in module.withdrawn(MOST_DEAD)]
    for path in gone or [NEVER_THERE]:
        yield from (Page(dress + path) for dress in DRESSES)
