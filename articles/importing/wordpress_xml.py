"""The XML of a WordPress export: element by element, whatever is wrong with it, and never anything but this file."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from lxml import etree

from portal.lib.importing.rows import UnreadableError

Element = Any
OPTIONS: dict[str, Any] = {"recover": True, "resolve_entities": False, "no_network": True, "load_dtd": False}
# Flaws after which something is missing: the file is cut off, or the parser gave up on a text of more than 10 MB.
UNREAD = {"ERR_TAG_NOT_FINISHED", "ERR_RESOURCE_LIMIT", "ERR_CDATA_NOT_FINISHED"}


class Reader:
    """Reads a file, gzipped or not, from its beginning; `flaws` are the lines from which on something is missing."""

    def __init__(self, raw: IO[bytes]) -> None:
        raw.seek(0)
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        self.stream = gzip.GzipFile(fileobj=raw) if is_packed else raw
        self.flaws: list[tuple[int, str]] = []

    def elements(self, *names: str) -> Iterator[Element]:
        """These elements one after the other, each forgotten once the next is asked for."""
        try:
            reader = etree.iterparse(self.stream, events=("end",), tag=names, **OPTIONS)
            for _event, element in reader:
                yield element
                if not is_in(element, "channel"):
                    continue  # a part of something that is still to be read
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)
            self.flaws = [(one.line, one.message) for one in reader.error_log if one.type_name in UNREAD]
        except (etree.XMLSyntaxError, OSError, EOFError) as error:
            raise UnreadableError(_("不是能读的 WordPress 导出文件：%s") % error) from error


def local(element: Element) -> str:
    return str(etree.QName(element).localname)


def has_namespace(element: Element) -> bool:
    return etree.QName(element).namespace is not None


def is_in(element: Element, name: str) -> bool:
    """Whether it stands directly in an element of this name."""
    parent = element.getparent()
    return parent is not None and local(parent) == name


def text(element: Element) -> str:
    """Its own text, with half characters, which only a damaged file has, made visible."""
    try:
        return (element.text or "").strip()
    except UnicodeDecodeError:
        said: bytes = etree.tostring(element, method="text", encoding="utf-8", with_tail=False)
        return said.decode(errors="replace").strip()


def said(element: Element) -> dict[str, str]:
    """The texts of an element's children by their names; `excerpt` is that of the excerpt's own namespace."""
    found: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        name = local(child)
        if name == "encoded" and "excerpt" in (etree.QName(child).namespace or ""):
            name = "excerpt"
        found.setdefault(name, text(child))
    return found


def metas(item: Element) -> dict[str, str]:
    """What plugins and themes noted of a post."""
    rows = (said(meta) for meta in item.iterchildren("{*}postmeta"))
    return {row.get("meta_key", ""): row.get("meta_value", "") for row in rows}


def site(element: Element) -> str:
    """Host and path of the address that it holds, which tell a blog from others beside it."""
    try:
        parts = urlsplit(text(element))
    except ValueError:  # no address
        return ""
    return parts.netloc + parts.path.rstrip("/") if parts.netloc else ""
