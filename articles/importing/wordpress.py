"""A WordPress export (WXR 1.0 to 1.2) as rows of an import: what is in it, under the names of docs/import.md.

The file is read twice and never whole: first for who wrote and which pictures there are, then item by item. What is
damaged is read as far as the parser can follow; entities and other files are never fetched.
"""

from __future__ import annotations

import datetime
import email.utils
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from articles.importing import wordpress_text as texts
from articles.importing.sections import LONGEST_NAME
from articles.models import Article
from portal.lib.importing.fields import limit
from portal.lib.importing.rows import Problem, Row, UnreadableError

KINDS = {"post": "p", "page": "page_id"}
STATES = {"publish": "approved", "future": "approved", "draft": "draft", "pending": "draft"}
NO_SECTION = {"", "uncategorized", "未分类"}
LONGEST_TITLE = limit(Article, "title")
MOST_TAGS = 50
Element = Any


def _local(element: Element) -> str:
    return str(etree.QName(element).localname)


def _is_of_site(element: Element) -> bool:
    """Whether it is the channel's own link."""
    return _local(element) == "link" and _local(element.getparent()) == "channel"


def said(element: Element) -> dict[str, str]:
    """The texts of an element's children by their names; `excerpt` is that of the excerpt's own namespace."""
    found: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        name = _local(child)
        if name == "encoded" and "excerpt" in (etree.QName(child).namespace or ""):
            name = "excerpt"
        found.setdefault(name, (child.text or "").strip())
    return found


def _metas(item: Element) -> dict[str, str]:
    rows = (said(meta) for meta in item.iterchildren("{*}postmeta"))
    return {row.get("meta_key", ""): row.get("meta_value", "") for row in rows}


@dataclass
class Attachment:
    """A picture of the old site: where it was, and what was said of it."""

    path: str
    alt: str
    caption: str


@dataclass
class Export:
    """What the first reading brings together, and what the second one leaves out."""

    host: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


class WordPressFile:
    """An opened export: `rows()` once, `share` of it read so far for a progress bar."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.export = Export()
        try:
            self.size = path.stat().st_size
            self.raw: IO[bytes] = path.open("rb")
        except OSError as error:
            raise UnreadableError(_("打不开 %(path)s：%(why)s") % {"path": path, "why": error.strerror}) from error
        self._look()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.raw.close()

    @property
    def share(self) -> float:
        return min(1.0, self.raw.tell() / self.size) if self.size else 1.0

    def _elements(self, *names: str) -> Iterator[Element]:
        """These elements one after the other, each forgotten once the next is asked for."""
        self.raw.seek(0)
        is_packed = self.raw.read(2) == b"\x1f\x8b"
        self.raw.seek(0)
        stream = gzip.GzipFile(fileobj=self.raw) if is_packed else self.raw
        options: dict[str, Any] = {"recover": True, "resolve_entities": False, "no_network": True, "load_dtd": False}
        try:
            for _event, element in etree.iterparse(stream, events=("end",), tag=names, **options):
                yield element
                if _local(element.getparent()) != "channel":
                    continue  # a part of something that is still to be read
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)
        except (etree.XMLSyntaxError, OSError, EOFError) as error:
            raise UnreadableError(_("不是能读的 WordPress 导出文件：%s") % error) from error

    def _look(self) -> None:
        is_export = False
        for element in self._elements("item", "{*}author", "{*}base_site_url", "{*}wxr_version", "link"):
            is_export |= etree.QName(element).namespace is not None or element.find("{*}post_type") is not None
            values = said(element)
            if _local(element) == "base_site_url" or _is_of_site(element):
                self.export.host = urlsplit((element.text or "").strip()).netloc or self.export.host
            elif name := values.get("author_login"):
                self.export.authors[name] = values.get("author_display_name") or name
            elif values.get("post_type") == "attachment":
                alt = _metas(element).get("_wp_attachment_image_alt") or values.get("title", "")
                path = unquote(urlsplit(values.get("attachment_url", "")).path).strip("/")
                self.export.attachments[values.get("post_id", "")] = Attachment(path, alt, values.get("excerpt", ""))
        if not is_export:
            raise UnreadableError(_("不是 WordPress 导出文件（WXR）：里面没有 WordPress 的内容。"))

    def rows(self) -> Iterator[Row | Problem]:
        """Posts and pages; what is of another kind, private or in the bin is counted in `export.left_out`."""
        for item in self._elements("item"):
            values = said(item)
            kind, state = values.get("post_type", ""), values.get("status", "")
            if kind in KINDS and state in STATES:
                yield Row(item.sourceline or 0, self._row(item, values))
            elif kind != "attachment":
                self.export.left_out[f"{kind or '?'}/{state or '?'}"] += 1

    def _row(self, item: Element, values: dict[str, str]) -> dict[str, Any]:
        body = texts.body(values.get("encoded", ""))
        section, tags = self._filed(item)
        login = values.get("creator", "")
        # Who signs in by a mail address does not sign with it.
        author = self.export.authors.get(login, login).partition("@")[0]
        state = "draft" if values.get("post_password") else STATES[values["status"]]
        row = {
            "key": f"wp:{self.export.host}:{values.get('post_id', '')}"[:100],
            "title": texts.line(values.get("title", "") or texts.plain(body), LONGEST_TITLE),
            "lead": texts.plain(values.get("excerpt", ""))[: limit(Article, "lead") or None],
            "body_html": body,
            "published_at": _moment(values).isoformat(),
            "workflow": state,
            "section": section,
            "tags": tags,
            "byline": {"reporters": [texts.line(author, 60)]} if author else {},
            "labels": {"reporters": _("作者")},
            "comments": texts.comments([said(one) for one in item.iterchildren("{*}comment")]),
            "old_addresses": _old_addresses(values),
            "pinned": ["section"] if values.get("is_sticky") == "1" else [],
            "cover": self._cover(_metas(item).get("_thumbnail_id", "")),
        }
        return {name: value for name, value in row.items() if value}

    def _filed(self, item: Element) -> tuple[str, list[str]]:
        """The first category is the section; the others, and what no section can be called, are tags."""
        section, tags = "", []
        for element in item.iterchildren("category"):
            name = texts.line(element.text or "", 100)
            if element.get("domain") == "category" and name.lower() in NO_SECTION:
                continue
            if element.get("domain") == "category" and not section and len(name) <= LONGEST_NAME:
                section = name
            elif element.get("domain") in {"category", "post_tag"} and texts.has_words(name):
                tags.append(name)
        return section, list(dict.fromkeys(tags))[:MOST_TAGS]

    def _cover(self, attachment: str) -> dict[str, str] | None:
        """The picture, if its file lies beside the export: in wp-content/uploads/…, uploads/… or by its name alone."""
        known = self.export.attachments.get(attachment)
        if known is None or not known.path:
            return None
        short = known.path.partition("wp-content/")[2] or known.path
        for place in (known.path, short, short.removeprefix("uploads/"), known.path.rpartition("/")[2]):
            file = self.path.parent / place
            if file.resolve().is_relative_to(self.path.parent.resolve()) and file.is_file():
                caption = texts.plain(known.caption)
                return {"file": place, "alt": texts.line(known.alt, 200), "credit": texts.line(caption, 100)}
        return None


def _moment(values: dict[str, str]) -> datetime.datetime:
    """When it was published: by Greenwich, by the feed's date, or by the clock of the old site."""
    for name in ("post_date_gmt", "post_date"):
        try:
            moment = datetime.datetime.fromisoformat(values.get(name, ""))
        except ValueError:  # 0000-00-00 00:00:00, the date of what was never published
            continue
        return moment.replace(tzinfo=datetime.UTC) if name == "post_date_gmt" else timezone.make_aware(moment)
    try:
        moment = email.utils.parsedate_to_datetime(values.get("pubDate", ""))
    except ValueError:
        return timezone.now()
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _old_addresses(values: dict[str, str]) -> list[str]:
    """Where it was to be found: by its link, and by its number."""
    link = urlsplit(values.get("link", ""))
    path = f"{link.path}?{link.query}" if link.query else link.path
    number = f"/?{KINDS[values['post_type']]}={values['post_id']}" if values.get("post_id", "").isdigit() else ""
    return [one for one in dict.fromkeys([path, number]) if one.strip("/") and len(one) <= 400]
