"""JSON Feed, versions 1.0 and 1.1. Runs in the reading program (see program.py)."""

import html
import json
from typing import Any
from urllib.parse import urljoin

from articles.index.dates import moment
from articles.index.documents import (
    MOST_CATEGORIES,
    MOST_ENCLOSURES,
    STRAY,
    Document,
    Enclosure,
    Item,
    RefusedError,
    plain,
    web_address,
)


def parse(text: str, url: str) -> Document:
    """The feed; RefusedError for JSON that is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError("json") from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise RefusedError("json")
    items = [_item(item, url) for item in found["items"] if isinstance(item, dict)]
    for item in items:
        item.language = item.language or _text(found, "language")
        item.author = item.author or _author(found)
    return Document(plain(_text(found, "title")), web_address(_text(found, "home_page_url")), items)


def _item(item: dict[str, Any], url: str) -> Item:
    link = _text(item, "url") or _text(item, "external_url")
    body = _text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False)
    return Item(
        guid=_text(item, "id"),
        url=web_address(urljoin(url, link)) if link else "",
        title=plain(_text(item, "title")),
        author=_author(item),
        summary=html.escape(_text(item, "summary"), quote=False),
        content=body,
        categories=[plain(STRAY.sub("", tag)) for tag in _list(item, "tags")[:MOST_CATEGORIES] if isinstance(tag, str)],
        enclosures=_enclosures(item, url),
        language=_text(item, "language"),
        published=moment(_text(item, "date_published")),
        updated=moment(_text(item, "date_modified")),
    )


def _text(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return STRAY.sub("", str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(of: dict[str, Any], name: str) -> list[Any]:
    value = of.get(name)
    return value if isinstance(value, list) else []


def _author(of: dict[str, Any]) -> str:
    """Version 1.1 has a list of them, version 1.0 has one."""
    authors = [one for one in [*_list(of, "authors"), of.get("author")] if isinstance(one, dict)]
    return "，".join(dict.fromkeys(name for one in authors if (name := plain(_text(one, "name")))))


def _enclosures(item: dict[str, Any], url: str) -> list[Enclosure]:
    found = []
    for one in [*_list(item, "attachments"), {"url": item.get("image"), "mime_type": "image/*"}]:
        if isinstance(one, dict) and (address := web_address(urljoin(url, _text(one, "url")))) and _text(one, "url"):
            size = one.get("size_in_bytes")
            found.append(Enclosure(address, _text(one, "mime_type"), size if isinstance(size, int) else 0))
    return found[:MOST_ENCLOSURES]
