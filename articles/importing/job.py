"""An import of articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import removal
from articles.importing import batches, pictures
from articles.importing.checking import Checker
from articles.importing.grants import Grant
from articles.importing.places import Places
from articles.importing.record import Record
from articles.importing.sections import Sections
from portal.lib import images
from portal.lib.importing import job
from portal.lib.importing.job import Tally
from portal.lib.importing.rows import Problem, Row
from portal.moderation.denial import Outcome
from portal.search import index

# From how many new articles on it pays to rearrange the search index.
MANY = 5000


@dataclass
class Job(job.Job[Record]):
    """`section` is for articles that name none; pictures lie in `folder`, else beside the file; `grant` is what its
    sources permit.
    """

    section: str = "headlines"
    prefix: str = ""
    folder: Path | None = None
    grant: Grant | None = None
    checker: Checker = field(init=False)
    read_picture: pictures.Read = images.read
    is_site_told: bool = False

    def __post_init__(self) -> None:
        self.checker = Checker(self.folder or self.path.parent, self.prefix, ignored=self.ignored)

    def run(self) -> Tally:
        tally = super().run()
        if tally.added >= MANY and not self.is_trial:
            index.tidy()
        return tally

    def look_around(self) -> None:
        self.places, self.sections = Places(), Sections(self.section)

    def check(self, row: Row) -> Record | Problem:
        return self.checker.check(row, self.places)

    def known(self, records: list[Record]) -> set[str]:
        return batches.known(records)

    def hindrance(self, row: Row, record: Record) -> str:
        """Pictures that cannot be shown; that it was withdrawn. What is only like that waits for an editor."""
        found = removal.verdict(record.article)
        if found.outcome is Outcome.REFUSE:
            return found.reason
        if found:
            record.article.held_at, record.article.held_reason = timezone.now(), found.reason
        try:
            pictures.take(record, self.read_picture, is_trial=self.is_trial)
        except (images.PictureError, OSError) as error:
            return _("图片没有收下：%s") % error
        pictures.take_in_text(record, self.read_picture, self.checker.left_out, is_trial=self.is_trial)
        return ""

    def missing_pictures(self) -> list[str]:
        """What to tell at the end of pictures in texts that did not come along."""
        left = self.checker.left_out
        heading = _("正文里有%d张图片没有带来（文件不在旁边、不能用，或在别的网站上）：") % left.number
        more = ["……"] if left.number > len(left.examples) else []
        return [heading, *left.examples, *more] if left.number else []

    def write(self, records: list[Record]) -> None:
        if batches.write(records, self.places, self.sections, self.grant):
            self.is_site_told = True
