"""One article as a file describes it, checked: unsaved rows, and the names of what they refer to."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from articles.models import Article, Breaking, Byline, Comment, Correction, Interviewee, Picture


@dataclass(frozen=True)
class Signature:
    """A name under the article."""

    role: Byline.Role
    name: str
    label: str


@dataclass(frozen=True)
class PictureFile:
    """A picture beside the import file, and what is said of it."""

    path: Path
    alt: str
    credit: str
    focus_x: float
    focus_y: float


@dataclass(frozen=True)
class SiteWords:
    """What a saved page says of its site; empty where it says nothing."""

    name: str
    domain: str
    posting_slogan: str
    declaration: str
    regions: list[str]


@dataclass
class Record:
    """An article with all that belongs to it: its text may show the files `in_text`, which become `shown`."""

    line: int
    article: Article
    section: str = ""
    category: str = ""
    region: str = ""
    source: str = ""
    signatures: list[Signature] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    views: int = 0
    cover: PictureFile | None = None
    in_text: list[PictureFile] = field(default_factory=list)
    shown: dict[int, Picture] = field(default_factory=dict)
    interviewee: Interviewee | None = None
    portrait: PictureFile | None = None
    corrections: list[Correction] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    fronts: list[str] = field(default_factory=list)
    pinned_until: datetime.datetime | None = None
    breaking: Breaking | None = None
    site: SiteWords | None = None
    old_addresses: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.article.import_key)
