"""Pictures in texts of WordPress: captions and galleries as figures, addresses as files beside the export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from articles.importing import wordpress_text as texts
from articles.importing.pictures import beside
from portal.lib import html

ATTRIBUTES = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
PICTURE = re.compile(rf"<img\b{ATTRIBUTES}>", re.IGNORECASE)
# A link to the picture itself, or to its page on the old site: both stay there.
LINKED = re.compile(rf"<a\b({ATTRIBUTES})>\s*({PICTURE.pattern})\s*</a>", re.IGNORECASE)
TO_PICTURE = re.compile(r"href=.[^\"'>]*(?:\.(?:jpe?g|png|gif|webp|avif)\b|attachment_id=)", re.IGNORECASE)
CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\[\]]*)\](.{0,4000}?)\[/(?:wp_)?caption\]", re.DOTALL)
GALLERY = re.compile(r"\[gallery\b([^\[\]]*)\]")
NAMED = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
# WordPress keeps an upload in several sizes beside the whole.
SIZE = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+$)")
# Where lazy pages keep the address, and where the whole is named.
ADDRESSES = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "src")
MOST_IN_TEXT = 200


@dataclass
class Attachment:
    """A picture of the old site: where it was and on which post, and what was said of it.

    The title is often no more than the name of a file: no text for who cannot see the picture, but better than none
    for who looks for it at the desk.
    """

    address: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    post: str = ""

    def markup(self) -> str:
        """The picture as a text shows it."""
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        return _figure(f'<img src="{escape(self.address)}" alt="{escape(self.alt)}">{caption}')


@dataclass
class Pictures:
    """The pictures that an export knows, and which of them lie beside it."""

    folder: Path
    known: dict[str, Attachment] = field(default_factory=dict)

    def file(self, address: str) -> str:
        """The name of the picture's file, the whole before a smaller size; nothing if it does not lie there.

        Looked for in wp-content/uploads/…, uploads/… and by its name alone.
        """
        path = _path(address)
        short = path.removeprefix("wp-content/")
        found = [path, short, short.removeprefix("uploads/"), path.rpartition("/")[2]]
        whole = [SIZE.sub("", place) for place in found]
        return next((place for place in whole + found if place and beside(self.folder, place)), "")

    @cached_property
    def by_path(self) -> dict[str, Attachment]:
        return {SIZE.sub("", _path(one.address)): one for one in self.known.values()}

    def cover(self, number: str) -> dict[str, str] | None:
        """The attachment of this number, if its file lies beside the export."""
        known = self.known.get(number)
        file = self.file(known.address) if known else ""
        return _said(file, known.alt or known.title, known.caption) if known and file else None

    def into(self, content: str, post: str) -> tuple[str, list[dict[str, str]]]:
        """The text with its pictures named by their files, and those files; what lies elsewhere keeps its address."""
        if len(content) > html.MOST_CHARACTERS or content.count("<") > html.MOST_TAGS:
            return content, []  # more than any article needs: refused as it is
        content = CAPTION.sub(_captioned, content)
        content = GALLERY.sub(lambda code: self._gallery(_named(code[1]), post), content)
        content = LINKED.sub(lambda link: link[2] if TO_PICTURE.search(link[1]) else link[0], content)
        files: dict[str, dict[str, str]] = {}
        content = PICTURE.sub(lambda tag: self._picture(tag[0], files), content)
        return content, list(files.values())

    def _gallery(self, said: dict[str, str], post: str) -> str:
        """The pictures that the gallery names in their order, else all of the post."""
        wanted = re.findall(r"\d+", said.get("ids") or said.get("include") or "")
        left_out = re.findall(r"\d+", said.get("exclude", ""))
        numbers = wanted or [number for number, one in self.known.items() if one.post == post]
        shown = [self.known[number] for number in numbers if number in self.known and number not in left_out]
        return "".join(one.markup() for one in shown[:MOST_IN_TEXT])

    def _picture(self, tag: str, files: dict[str, dict[str, str]]) -> str:
        try:
            said = dict(lxml_html.fragment_fromstring(tag).attrib)
        except (etree.ParserError, etree.XMLSyntaxError):
            return tag
        addresses = list(_addresses(said))
        file = next((found for address in addresses if (found := self.file(address))), "")
        known = self.by_path.get(SIZE.sub("", _path(addresses[0])) if addresses else "", Attachment(""))
        alt = texts.line(said.get("alt") or known.alt, 200)
        if file and len(files) < MOST_IN_TEXT:
            files.setdefault(file, _said(file, alt or known.title, known.caption))
        return f'<img src="{escape(file or next(iter(addresses), ""))}" alt="{escape(alt)}">'


def _path(address: str) -> str:
    """Where the picture was among the files of the old site, whatever served it."""
    try:
        path = unquote(urlsplit(address.strip()).path).strip("/")
    except ValueError:  # no address
        return ""
    _before, folder, rest = path.partition("wp-content/")
    return folder + rest if folder else path


def _said(file: str, alt: str, caption: str) -> dict[str, str]:
    return {"file": file, "alt": texts.line(alt, 200), "credit": texts.line(texts.plain(caption), 100)}


def _addresses(said: dict[Any, Any]) -> Iterator[str]:
    """Where the picture is, in whatever sizes."""
    yield from (str(said[name]) for name in ADDRESSES if said.get(name))
    for part in str(said.get("srcset") or said.get("data-srcset") or "").split(","):
        yield from part.split()[:1]


def _named(text: str) -> dict[str, str]:
    """The attributes of a shortcode."""
    return {name: double or single or bare for name, double, single, bare in NAMED.findall(text)}


def _captioned(code: re.Match[str]) -> str:
    """[caption]: a picture, perhaps linked, and words; in old texts the words are an attribute."""
    picture = LINKED.search(code[2]) or PICTURE.search(code[2])
    if picture is None:
        return code[2]
    words = code[2][picture.end() :].strip() or escape(_named(code[1]).get("caption", ""), quote=False)
    caption = f"<figcaption>{' '.join(words.split())}</figcaption>" if words else ""
    return _figure(picture[0] + caption)


def _figure(inside: str) -> str:
    """A block of its own, also among lines that WordPress makes paragraphs of."""
    return f"\n\n<figure>{inside}</figure>\n\n"
