"""Rows become records, or are refused with everything that is wrong with them."""

from __future__ import annotations

import datetime
import functools
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import parts, sections
from articles.importing.names import in_our_words
from articles.importing.pictures import LeftOut
from articles.importing.places import Places
from articles.importing.record import PictureFile, Record
from articles.models import Article, Source
from portal.lib.addresses import canonical
from portal.lib.importing import dates
from portal.lib.importing.fields import Fields, limit
from portal.lib.importing.rows import Problem, Row
from portal.redirects.models import LONGEST

MOST_OLD_ADDRESSES = 1000
LONGEST_KEY = limit(Article, "import_key")


@dataclass
class Checker:
    """Checks the rows of one file; `ignored` gathers the names in it that mean nothing here, `left_out` pictures."""

    folder: Path
    prefix: str = ""
    now: datetime.datetime = field(default_factory=timezone.now)
    ignored: set[str] = field(default_factory=set)
    left_out: LeftOut = field(default_factory=LeftOut)

    def check(self, row: Row, places: Places) -> Record | Problem:
        fields = Fields(in_our_words(row.values))
        in_text = parts.in_text(fields, self.folder)
        article = self._article(fields, in_text)
        record = self._record(row.line, fields, article, places)
        record.in_text = list(in_text.values())
        key = fields.key("key", LONGEST_KEY - len(self.prefix))
        self.ignored |= fields.unread()
        if fields.complaints:
            return Problem(row.line, "；".join(fields.complaints))
        # A relative date says another day tomorrow; the digest must not.
        article.import_key = self.prefix + (key or _digest(record, has_date=not fields.has("days_ago")))
        return record

    def _article(self, fields: Fields, in_text: dict[str, PictureFile]) -> Article:
        dateline = fields.text_of(Article, "dateline").rstrip("：:")
        address = fields.address("original_url", limit(Article, "original_url"))
        title = fields.text_of(Article, "title", required=True)
        texts = ("lead", "original_title", "original_author", "responsible_editor")
        return Article(
            title=title,
            body=parts.body(fields, dateline, in_text, functools.partial(self.left_out.tell, title)),
            dateline=dateline,
            original_url=address,
            address=canonical(address)[:600],
            workflow=fields.choice("workflow", Article.Workflow.values, Article.Workflow.APPROVED),
            publish_at=dates.published(fields, self.now),
            expires_at=fields.moment("expires_at"),
            **{name: fields.text_of(Article, name) for name in texts},
        )

    def _record(self, line: int, fields: Fields, article: Article, places: Places) -> Record:
        interviewee, portrait = parts.interviewee(fields, article, self.folder)
        return Record(
            line=line,
            article=article,
            section=_section(fields),
            category=fields.text("category", 2000),
            region=_region(fields, places),
            source=fields.text_of(Source, "name", among="source"),
            signatures=parts.signatures(fields),
            tags=parts.tags(fields),
            views=fields.number("views"),
            cover=parts.picture(fields, "cover", self.folder),
            interviewee=interviewee,
            portrait=portrait,
            corrections=parts.corrections(fields, article, self.now),
            comments=parts.comments(fields, article, self.now),
            fronts=parts.fronts(fields),
            pinned_until=fields.moment("pinned_until"),
            breaking=parts.breaking(fields, article),
            site=parts.site(fields),
            old_addresses=fields.words("old_addresses", LONGEST, MOST_OLD_ADDRESSES),
        )


def _section(fields: Fields) -> str:
    return fields.text("section", sections.LONGEST_NAME)


def _region(fields: Fields, places: Places) -> str:
    name = fields.text("region", 60)
    if name and not places.may_be(name):
        fields.complain("region", _("没有这个地区：%s；请先在编辑台添加") % name)
    return name


def _digest(record: Record, *, has_date: bool) -> str:
    """What tells a row without a key from the others."""
    article = record.article
    date = article.publish_at.isoformat() if has_date else ""
    said = "\n".join([record.source, article.original_url or article.title, date])
    return "sha256-" + hashlib.sha256(said.encode()).hexdigest()[:48]
