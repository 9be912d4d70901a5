"""Lists of feeds as OPML, the way feed readers hand them on."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from articles.index.documents import STRAY, plain
from articles.index.encoding import decode
from articles.index.xmltext import tidy
from articles.models import Feed

MOST_BYTES = 4 * 1024 * 1024
MOST_FEEDS = 3000
DEEPEST = 50


class UnreadableError(ValueError):
    """Why a file is no list of feeds, in words for an editor."""


@dataclass(frozen=True)
class Outline:
    """A feed that a file names."""

    line: int
    url: str
    title: str
    home: str
    folder: str


def read(data: bytes) -> list[Outline]:
    """The feeds in the file, in its order. Raises UnreadableError with the line if it is no OPML."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(_("文件超过%(size)s MB。") % {"size": MOST_BYTES // 1024**2})
    handler = _Handler()
    parser = handler.parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    try:
        parser.Parse(tidy(decode(data)), True)
    except expat.ExpatError as error:
        where = {"line": error.lineno, "reason": expat.ErrorString(error.code)}
        raise UnreadableError(_("第%(line)s行不是合格的 XML：%(reason)s") % where) from error
    if not handler.is_opml:
        raise UnreadableError(_("这个文件不是 OPML。"))
    return handler.outlines


@dataclass
class _Handler:
    """Collects outlines while a file is read."""

    outlines: list[Outline] = field(default_factory=list)
    is_opml: bool = False
    parser: Any = None
    # The names of the elements that are open now; "" for what is no folder.
    open: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        given = {name.lower(): value for name, value in attributes.items()}
        title = plain(given.get("title") or given.get("text") or "")
        if len(self.open) >= DEEPEST:
            raise UnreadableError(_("第%(line)s行的层次太深。") % {"line": self.parser.CurrentLineNumber})
        self.is_opml = self.is_opml or tag.lower() == "opml"
        url = given.get("xmlurl", "").strip()
        if tag.lower() == "outline" and url:
            if len(self.outlines) >= MOST_FEEDS:
                raise UnreadableError(_("一次最多导入%(most)s个订阅源。") % {"most": MOST_FEEDS})
            folder = "/".join(name for name in self.open if name)
            home = given.get("htmlurl", "").strip()
            self.outlines.append(Outline(self.parser.CurrentLineNumber, url, title, home, folder))
        self.open.append(title if tag.lower() == "outline" and not url else "")

    def end(self, tag: str) -> None:
        self.open.pop()


def write(feeds: Iterable[Feed], title: str) -> bytes:
    """These feeds as a file, by their folders. Load the sources with them."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    folders = {"": body}
    for feed in feeds:
        place = _folder(folders, feed.folder)
        name = STRAY.sub("", str(feed))
        shown = {"text": name, "title": name, "type": "rss", "xmlUrl": feed.url, "htmlUrl": feed.source.home}
        ET.SubElement(place, "outline", {key: value for key, value in shown.items() if value})
    ET.indent(root)
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _folder(folders: dict[str, ET.Element], path: str) -> ET.Element:
    """The element of a folder such as `news/local`, made with those above it when it is needed first."""
    if path not in folders:
        above, _slash, name = path.rpartition("/")
        clean = STRAY.sub("", name)
        folders[path] = ET.SubElement(_folder(folders, above), "outline", text=clean, title=clean)
    return folders[path]
