"""JSON Feed 1.1."""

import datetime
import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.lib.feeds.entries import Entry, Feed


def write(feed: Feed, own: str) -> bytes:
    """The feed as JSON; `own` is its address."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": settings.SITE_URL + feed.path,
        "feed_url": own,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": f"{settings.SITE_URL}/"}],
        "items": [_item(entry) for entry in feed.entries],
    }
    if "next" in feed.pages:
        document["next_url"] = settings.SITE_URL + feed.pages["next"]
    if settings.WEBSUB_HUB:
        document["hubs"] = [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        **({"content_html": entry.html} if entry.content else {"content_text": entry.summary or entry.title}),
        "date_published": _moment(entry.published_at),
        "date_modified": _moment(entry.changed_at),
        "tags": entry.categories,
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.authors:
        item["authors"] = [{"name": name} for name in entry.authors]
    if entry.origin:
        item["_source"] = {"name": entry.origin.name, "url": entry.origin.url}
        item |= {"external_url": entry.origin.original} if entry.origin.original else {}
    if one := entry.enclosure:
        item |= {"image": one.url, "attachments": [_attachment(one.url, one.kind, one.length)]}
    return item


def _attachment(url: str, kind: str, length: int) -> dict[str, str | int]:
    return {"url": url, "mime_type": kind, "size_in_bytes": length}


def _moment(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
