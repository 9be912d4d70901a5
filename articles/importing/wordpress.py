"""A WordPress export (WXR 1.0 to 1.2) as rows of an import: what is in it, under the names of docs/import.md.

The file is read twice and never whole: first for who wrote and which pictures there are, then item by item. What is
damaged is read as far as the parser can follow; entities and other files are never fetched.
"""

from __future__ import annotations

import datetime
import email.utils
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import wordpress_text as texts
from articles.importing import wordpress_xml as xml
from articles.importing.sections import LONGEST_NAME
from articles.importing.wordpress_pictures import Attachment, Pictures
from articles.models import Article
from portal.lib.importing.fields import limit
from portal.lib.importing.rows import Problem, Row, UnreadableError

KINDS = {"post": "p", "page": "page_id"}
STATES = {"publish": "approved", "future": "approved", "draft": "draft", "pending": "draft"}
NO_SECTION = {"", "uncategorized", "未分类"}
LONGEST_TITLE = limit(Article, "title")
MOST_TAGS = 50
# What says which site it was, the surest first.
SITE = {"{*}base_blog_url": "base_blog_url", "link": "link", "{*}base_site_url": "base_site_url"}


@dataclass
class Export:
    """What the first reading brings together, and what the second one leaves out."""

    host: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


class WordPressFile:
    """An opened export: `rows()` once, `share` of it read so far for a progress bar."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.export = Export()
        self.pictures = Pictures(path.parent)
        self.flaws: list[tuple[int, str]] = []
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

    def _elements(self, *names: str) -> Iterator[xml.Element]:
        reader = xml.Reader(self.raw)
        yield from reader.elements(*names)
        self.flaws = reader.flaws

    def _look(self) -> None:
        is_export = False
        sites = dict.fromkeys(SITE.values(), "")
        for element in self._elements("item", "{*}author", "{*}wxr_version", *SITE):
            is_export |= xml.has_namespace(element) or element.find("{*}post_type") is not None
            values = xml.said(element)
            if xml.is_in(element, "channel") and (place := xml.local(element)) in sites:
                sites[place] = xml.site(element)
            elif name := values.get("author_login"):
                self.export.authors[name] = values.get("author_display_name") or name
            elif values.get("post_type") == "attachment":
                self.pictures.known[values.get("post_id", "")] = Attachment(
                    address=values.get("attachment_url", ""),
                    title=values.get("title", ""),
                    alt=xml.metas(element).get("_wp_attachment_image_alt", ""),
                    caption=values.get("excerpt", ""),
                    post=values.get("post_parent", ""),
                )
        self.export.host = next(filter(None, sites.values()), "")
        if not is_export:
            raise UnreadableError(_("不是 WordPress 导出文件（WXR）：里面没有 WordPress 的内容。"))

    def rows(self) -> Iterator[Row | Problem]:
        """Posts and pages; what is of another kind, private or in the bin is counted in `export.left_out`."""
        for item in self._elements("item"):
            values = xml.said(item)
            kind, state = values.get("post_type", ""), values.get("status", "")
            if kind in KINDS and state in STATES:
                yield Row(item.sourceline or 0, self._row(item, values))
            elif kind != "attachment":
                self.export.left_out[f"{kind or '?'}/{state or '?'}"] += 1
        yield from (Problem(line, _("文件从这里起没有读全：%s") % why) for line, why in self.flaws[:1])

    def _row(self, item: xml.Element, values: dict[str, str]) -> dict[str, Any]:
        content, pictures = self.pictures.into(texts.content(values.get("encoded", "")), values.get("post_id", ""))
        body = texts.body(content)
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
            "comments": texts.comments([xml.said(one) for one in item.iterchildren("{*}comment")]),
            "old_addresses": _old_addresses(values),
            "pinned": ["section"] if values.get("is_sticky") == "1" else [],
            "cover": self._cover(xml.metas(item).get("_thumbnail_id", "")),
            "pictures": pictures,
        }
        return {name: value for name, value in row.items() if value}

    def _cover(self, number: str) -> dict[str, str] | None:
        cover = self.pictures.cover(number)
        if cover is None and number in self.pictures.known:
            self.export.left_out[_("题图（文件不在旁边）")] += 1
        return cover

    def _filed(self, item: xml.Element) -> tuple[str, list[str]]:
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
    try:
        link = urlsplit(values.get("link", ""))
        path = f"{link.path}?{link.query}" if link.query else link.path
    except ValueError:  # no address
        path = ""
    number = f"/?{KINDS[values['post_type']]}={values['post_id']}" if values.get("post_id", "").isdigit() else ""
    return [one for one in dict.fromkeys([path, number]) if one.strip("/") and len(one) <= 400]
