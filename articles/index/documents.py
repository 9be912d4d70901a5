"""What a feed says, whatever its format: a title, a home, and items.

Runs in the reading program (see program.py), which knows nothing of Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--|!\[CDATA\[|\?[^<>]*)>", re.DOTALL)
# What could not be decoded, and marks of byte order in the middle of a text.
IGNORED = re.compile("[\ufffd\ufeff]")
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# What XML does not allow, databases do not keep, and nobody wrote on purpose.
STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_CATEGORIES = 20
MOST_ENCLOSURES = 10


class RefusedError(ValueError):
    """Why a document is not read: `page`, `nothing`, `json` or `broken`."""


@dataclass
class Enclosure:
    """A file that an item names: a picture, a recording."""

    url: str
    type: str = ""
    length: int = 0


@dataclass
class Item:
    """One story as the feed tells it. `summary` and `content` are HTML, the rest is plain text."""

    guid: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    summary: str = ""
    content: str = ""
    categories: list[str] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    language: str = ""
    published: str = ""  # ISO 8601; without a zone if the feed gave none
    updated: str = ""


@dataclass
class Document:
    """A feed as it was read."""

    title: str = ""
    home: str = ""
    items: list[Item] = field(default_factory=list)
    is_whole: bool = True  # False if it ends in the middle


def plain(html: str) -> str:
    """A line of text without tags and entities. What only looks like a tag, such as `a < b`, stays."""
    return " ".join(IGNORED.sub("", unescape(TAG.sub("", html))).split())


def web_address(url: str) -> str:
    """The address if it is one of the web, in ASCII without blanks; otherwise nothing."""
    url = url.strip().replace(" ", "%20")
    return url if WEB.match(url) and url.isprintable() else ""
