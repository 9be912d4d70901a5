"""One list of entries as RSS, Atom or JSON Feed, answered with 304 to whoever has it already."""

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from portal.lib.feeds import jsonfeed, xml
from portal.lib.feeds.entries import Enclosure, Entry, Feed, Origin, Removed
from portal.lib.pagecache import meant

__all__ = ["FORMS", "Enclosure", "Entry", "Feed", "Origin", "Removed", "respond"]

FORMS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
WRITERS = {"rss": xml.rss, "atom": xml.atom, "json": jsonfeed.write}


def respond(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """The feed in one of the FORMS, in the script of the request's dress; or 304."""
    asked = urlencode(meant(request.META.get("QUERY_STRING", "")))
    own = f"{settings.SITE_URL}{request.path}?{asked}" if asked else settings.SITE_URL + request.path
    shown = feed.in_traditional() if getattr(request, "dress", "") == "hant" else feed
    body = WRITERS[form](shown, own)
    response = HttpResponse(body, content_type=f"{FORMS[form]}; charset=utf-8")
    links = {"self": own, "hub": settings.WEBSUB_HUB}
    response.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if address)
    etag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:20]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
