"""RSS of all versions, RDF and Atom, by feedparser. Runs in the reading program (see program.py)."""

import io
import re
from typing import Any
from urllib.parse import urljoin

import feedparser

from articles.index.dates import iso
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
from articles.index.xmltext import tidy

END = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed|channel)\b", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
MAIL = re.compile(r"\S+@\S+")


def parse(text: str, url: str) -> Document:
    """The feed; RefusedError for what is none."""
    text = tidy(text)
    found = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
    )
    root = ROOT.search(text[:20_000])
    if not found.entries and not (root or found.version):
        raise RefusedError("page" if PAGE.search(text[:5000]) else "broken")
    feed = found.feed
    language = _text(feed, "language")
    return Document(
        plain(_text(feed, "title")),
        web_address(_text(feed, "link")),
        [_item(entry, url, language) for entry in found.entries],
        is_whole=not root or END.search(text[-2000:]) is not None,
    )


def _item(entry: Any, url: str, language: str) -> Item:
    content = max((_text(one, "value") for one in entry.get("content", [])), key=len, default="")
    summary = _text(entry, "summary")
    return Item(
        guid=_text(entry, "id"),
        url=_link(entry, url),
        title=plain(_text(entry, "title")),
        author=_author(entry),
        summary="" if summary == content else summary,
        content=content,
        categories=_categories(entry),
        enclosures=_enclosures(entry, url),
        language=_text(entry, "language") or language,
        published=_date(entry, "published", "created", "updated"),
        updated=_date(entry, "updated"),
    )


def _text(of: Any, name: str) -> str:
    """A field, if it is there and is text: hostile feeds make lists of what should be one."""
    value = of.get(name)
    return STRAY.sub("", value) if isinstance(value, str) else ""


def _link(entry: Any, url: str) -> str:
    """Where the story is. An empty link, which the parser takes for the feed itself, is none."""
    link = _text(entry, "link")
    details = (entry.get(f"{name}_detail") for name in ("title", "summary"))
    bases = {_text(one, "base") for one in details if hasattr(one, "get")}
    return web_address(urljoin(url, link)) if link and link not in bases else ""


def _author(entry: Any) -> str:
    """The names of whoever wrote it, without addresses."""
    names = [plain(_text(one, "name")) for one in entry.get("authors", []) if hasattr(one, "get")]
    names = names or [plain(_text(entry, "author"))]
    return "，".join(dict.fromkeys(name for one in names if (name := MAIL.sub("", one).strip(" ()"))))


def _categories(entry: Any) -> list[str]:
    terms = (plain(_text(one, "label") or _text(one, "term")) for one in entry.get("tags", []) if hasattr(one, "get"))
    return list(dict.fromkeys(filter(None, terms)))[:MOST_CATEGORIES]


def _enclosures(entry: Any, url: str) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    for one in [*entry.get("enclosures", []), *entry.get("media_content", []), *entry.get("media_thumbnail", [])]:
        link = _text(one, "href") or _text(one, "url")
        if link and (address := web_address(urljoin(url, link))):
            length = _text(one, "length") or _text(one, "filesize")
            size = int(length) if length.isascii() and length.isdigit() and len(length) < 15 else 0
            found.setdefault(address, Enclosure(address, _text(one, "type"), size))
    return list(found.values())[:MOST_ENCLOSURES]


def _date(entry: Any, *names: str) -> str:
    """The first of these dates that makes sense. Asked for plainly: the parser gives one date for another."""
    return next(filter(None, (iso(dict.get(entry, f"{name}_parsed"), dict.get(entry, name, "")) for name in names)), "")
