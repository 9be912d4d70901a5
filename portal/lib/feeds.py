"""One list of entries as RSS, Atom or JSON Feed, answered with 304 to whoever has it already."""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import feedgenerator, timezone
from django.utils.cache import get_conditional_response

from portal.lib.pagecache import meant

FORMS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
# What XML has no way to write.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. `path` is where it stands on this site, which is also what it is known by for ever."""

    path: str
    title: str
    summary: str
    published_at: datetime.datetime
    author: str = ""
    categories: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.path


@dataclass(frozen=True)
class Feed:
    """A list of entries, the newest first; `path` is the page that shows the same."""

    title: str
    description: str
    path: str
    entries: list[Entry]
    language: str = "zh-CN"

    @property
    def updated_at(self) -> datetime.datetime:
        """When it last changed, as far as its entries tell; an empty feed has not changed."""
        return max((one.published_at for one in self.entries), default=datetime.datetime.fromtimestamp(0, datetime.UTC))


class _Steady:
    """Django says of an empty feed that it changed just now; then nobody could ask whether it did."""

    feed: dict[str, Any]

    def latest_post_date(self) -> Any:
        return self.feed["updated_at"]


class _Rss(_Steady, feedgenerator.Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"


class _Atom(_Steady, feedgenerator.Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"


def respond(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """The feed in one of the FORMS, or 304."""
    asked = urlencode(meant(request.META.get("QUERY_STRING", "")))
    own = f"{settings.SITE_URL}{request.path}?{asked}" if asked else settings.SITE_URL + request.path
    body = _json(feed, own) if form == "json" else _xml(feed, own, _Rss if form == "rss" else _Atom)
    response = HttpResponse(body, content_type=f"{FORMS[form]}; charset=utf-8")
    etag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:20]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _xml(feed: Feed, own: str, kind: type[_Rss | _Atom]) -> bytes:
    page = settings.SITE_URL + feed.path
    document = kind(
        title=_writable(feed.title),
        link=page,
        description=_writable(feed.description),
        language=feed.language,
        feed_url=own,
        updated_at=feed.updated_at,
    )
    for entry in feed.entries:
        document.add_item(
            title=_writable(entry.title),
            link=entry.address,
            description=_writable(entry.summary),
            author_name=_writable(entry.author) or None,
            pubdate=entry.published_at,
            updateddate=entry.published_at,
            unique_id=entry.address,
            unique_id_is_permalink=True,
            categories=[_writable(one) for one in entry.categories],
        )
    return document.writeString("utf-8").encode()


def _json(feed: Feed, own: str) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": entry.address,
            "url": entry.address,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": timezone.localtime(entry.published_at).isoformat(timespec="seconds"),
            "tags": entry.categories,
            **({"authors": [{"name": entry.author}]} if entry.author else {}),
        }
        for entry in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": settings.SITE_URL + feed.path,
        "feed_url": own,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
