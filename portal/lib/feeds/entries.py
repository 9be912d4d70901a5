"""What a feed holds, before anybody writes it down in a form."""

from __future__ import annotations

import dataclasses
import datetime
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.html import format_html

from portal.lib.script import to_traditional, traditional

# What XML has no way to write.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NEVER = datetime.datetime.fromtimestamp(0, datetime.UTC)


def writable(text: str) -> str:
    """The text without what XML has no way to write."""
    return UNWRITABLE.sub("", text)


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an entry: its whole address, its size in bytes, its type."""

    url: str
    length: int
    kind: str


@dataclass(frozen=True)
class Origin:
    """Who published it first, the address that stands for them, and where the original is, if that is known."""

    name: str
    url: str
    original: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. `path` is where it stands on this site, which is also what it is known by for ever.

    `summary` is plain text; `content` is HTML from our own sanitiser or templates, or nothing.
    """

    path: str
    title: str
    summary: str
    published_at: datetime.datetime
    updated_at: datetime.datetime | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    content: str = ""
    origin: Origin | None = None
    enclosure: Enclosure | None = None

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def changed_at(self) -> datetime.datetime:
        """When it came, or changed after it came."""
        return max(self.published_at, self.updated_at or self.published_at)

    @property
    def html(self) -> str:
        """What it says, as HTML."""
        return writable(self.content or format_html("<p>{}</p>", self.summary or self.title))

    def in_traditional(self) -> Entry:
        """The same in Traditional script."""
        return dataclasses.replace(
            self,
            title=traditional(self.title),
            summary=traditional(self.summary),
            authors=[traditional(name) for name in self.authors],
            categories=[traditional(name) for name in self.categories],
            content=to_traditional(self.content),
            origin=self.origin and dataclasses.replace(self.origin, name=traditional(self.origin.name)),
        )


@dataclass(frozen=True)
class Removed:
    """What was in the feed and was taken off the site; readers of the feed are told to forget it (RFC 6721)."""

    path: str
    at: datetime.datetime

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.path


@dataclass(frozen=True)
class Feed:
    """A list of entries, the newest first; `path` is the page that shows the same.

    `pages` leads to the other parts of a long list (RFC 5005): first, previous and next, each with its path.
    """

    title: str
    description: str
    path: str
    entries: list[Entry]
    author: str
    removed: list[Removed] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    language: str = "zh-CN"

    @property
    def updated_at(self) -> datetime.datetime:
        """When it last changed, as far as what is in it tells; an empty feed has not changed."""
        return max([one.changed_at for one in self.entries] + [one.at for one in self.removed], default=NEVER)

    def in_traditional(self) -> Feed:
        """The same in Traditional script."""
        return dataclasses.replace(
            self,
            title=traditional(self.title),
            description=traditional(self.description),
            author=traditional(self.author),
            entries=[entry.in_traditional() for entry in self.entries],
            language="zh-TW",
        )
