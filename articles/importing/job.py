"""A whole import: rows read, checked, gathered and written, with a count of what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from articles.importing import batches, pictures
from articles.importing.checking import Checker
from articles.importing.file import ImportFile
from articles.importing.places import Places
from articles.importing.record import Record
from articles.importing.rows import Problem, Row
from articles.importing.sections import Sections
from portal.lib import images

BATCH = 500


@dataclass
class Tally:
    """What became of the rows so far."""

    added: int = 0
    known: int = 0
    failed: int = 0
    is_site_told: bool = False


@dataclass
class Job:
    """Imports one file. Run again after an interruption, it goes on where it stopped; run twice, it adds nothing."""

    path: Path
    checker: Checker
    section: str
    is_trial: bool = False
    read_picture: pictures.Read = images.read
    on_problem: Callable[[Problem], None] = lambda problem: None
    on_step: Callable[[Tally, float], None] = lambda tally, share: None
    tally: Tally = field(default_factory=Tally)
    lines: dict[int, int] = field(default_factory=dict)

    def run(self) -> Tally:
        self._look_around()
        waiting: list[tuple[Row, Record]] = []
        with ImportFile(self.path) as file:
            for row in file.rows():
                record = row if isinstance(row, Problem) else self._check(row)
                if isinstance(record, Problem):
                    self._refuse(record)
                elif isinstance(row, Row):
                    waiting.append((row, record))
                if len(waiting) == BATCH:
                    self._settle(waiting)
                    waiting = []
                    self.on_step(self.tally, file.share)
            self._settle(waiting)
            self.on_step(self.tally, 1.0)
        return self.tally

    def _look_around(self) -> None:
        self.places, self.sections = Places(), Sections(self.section)

    def _check(self, row: Row) -> Record | Problem:
        record = self.checker.check(row, self.places)
        if isinstance(record, Problem):
            return record
        # Hashes instead of keys: a file of a million rows is remembered in some dozen megabytes.
        first = self.lines.setdefault(hash(record.key), row.line)
        return record if first == row.line else Problem(row.line, _("与第%d行是同一篇") % first)

    def _refuse(self, problem: Problem) -> None:
        self.tally.failed += 1
        self.on_problem(problem)

    def _settle(self, waiting: list[tuple[Row, Record]]) -> None:
        """Write those that are new. If the database refuses the batch, each of them by itself."""
        known = batches.known([record for _row, record in waiting])
        self.tally.known += len(known)
        unknown = [(row, record) for row, record in waiting if record.key not in known]
        fresh = [(row, record) for row, record in unknown if self._takes_pictures(record)]
        if self.is_trial or not fresh:
            self.tally.added += len(fresh)
            return
        try:
            self._write([record for _row, record in fresh])
        except (DataError, IntegrityError):
            for row, _record in fresh:
                self._settle_alone(row)

    def _settle_alone(self, row: Row) -> None:
        # A transaction that was undone leaves ids in the records, and regions here, that are in no table.
        self._look_around()
        record = self.checker.check(row, self.places)
        if isinstance(record, Problem):
            self._refuse(record)
        elif batches.known([record]):
            self.tally.known += 1
        elif self._takes_pictures(record):
            try:
                self._write([record])
            except (DataError, IntegrityError) as error:
                self._refuse(Problem(row.line, _("数据库没有收下：%s") % error))
                self._look_around()

    def _takes_pictures(self, record: Record) -> bool:
        """Whether the record's pictures can be shown; if not, it is refused."""
        try:
            pictures.take(record, self.read_picture, is_trial=self.is_trial)
        except (images.PictureError, OSError) as error:
            self._refuse(Problem(record.line, _("图片没有收下：%s") % error))
            return False
        return True

    def _write(self, records: list[Record]) -> None:
        if batches.write(records, self.places, self.sections):
            self.tally.is_site_told = True
        self.tally.added += len(records)
