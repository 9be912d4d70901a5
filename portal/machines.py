"""What machines ask for by a fixed name: which pages to leave alone, and how to search here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.lib.caching import cached_for_readers

# Pages that are made for one reader, or afresh for each question.
LEFT_ALONE = ("/admin/", "/search/", "/feeds/search", "/views/", "/classifieds/manage/", "/*/comments/")
SITEMAPS = ("/sitemap.xml", "/sitemap-news.xml")


def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt; the same paths under each dress are left alone as well."""
    paths = [dress + path for path in LEFT_ALONE for dress in ("", "/hant", "/en")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in paths), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{path}" for path in SITEMAPS]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@cached_for_readers
def opensearch(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description: browsers offer this site's search in their own search field."""
    return render(request, "opensearch.xml", content_type="application/opensearchdescription+xml; charset=utf-8")


def indexnow_key(request: HttpRequest) -> HttpResponse:
    """The key by which IndexNow knows that it is this site that speaks."""
    if not settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(settings.INDEXNOW_KEY, content_type="text/plain; charset=utf-8")
