"""A whole import: rows read, checked, gathered and written, with a count of what became of them."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from portal.lib.importing.file import ImportFile
from portal.lib.importing.rows import Problem, Row

BATCH = 500


class Keyed(Protocol):
    """A row that was found right, under the key that tells it from others."""

    @property
    def key(self) -> str: ...


class RowFile(Protocol):
    """An opened file: `rows()` once, `share` of it read so far."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...

    @property
    def share(self) -> float: ...

    def rows(self) -> Iterator[Row | Problem]: ...


Record = TypeVar("Record", bound=Keyed)


@dataclass
class Tally:
    """What became of the rows so far."""

    added: int = 0
    known: int = 0
    failed: int = 0


@dataclass
class Job(abc.ABC, Generic[Record]):
    """Imports one file. Run again after an interruption, it goes on where it stopped; run twice, it adds nothing."""

    path: Path
    is_trial: bool = False
    on_problem: Callable[[Problem], None] = lambda problem: None
    on_step: Callable[[Tally, float], None] = lambda tally, share: None
    tally: Tally = field(default_factory=Tally)
    ignored: set[str] = field(default_factory=set)
    lines: dict[int, int] = field(default_factory=dict)

    @abc.abstractmethod
    def look_around(self) -> None:
        """Read what rows are checked against; called anew after a batch was undone."""

    @abc.abstractmethod
    def check(self, row: Row) -> Record | Problem:
        """What the row says, or everything that is wrong with it; names that mean nothing go to `ignored`."""

    @abc.abstractmethod
    def known(self, records: list[Record]) -> set[str]:
        """The keys of those that are in the database already."""

    @abc.abstractmethod
    def write(self, records: list[Record]) -> None:
        """All of them with all that belongs to them, in one transaction."""

    def opened(self) -> RowFile:
        """The file, as rows."""
        return ImportFile(self.path)

    def hindrance(self, row: Row, record: Record) -> str:
        """What keeps a new and right row from being written; nothing, mostly."""
        return ""

    def run(self) -> Tally:
        self.look_around()
        waiting: list[tuple[Row, Record]] = []
        with self.opened() as file:
            for row in file.rows():
                record = row if isinstance(row, Problem) else self._checked(row)
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

    def _checked(self, row: Row) -> Record | Problem:
        record = self.check(row)
        if isinstance(record, Problem):
            return record
        # Hashes instead of keys: a file of a million rows is remembered in some dozen megabytes.
        first = self.lines.setdefault(hash(record.key), row.line)
        return record if first == row.line else Problem(row.line, _("与第%d行编号相同") % first)

    def _refuse(self, problem: Problem) -> None:
        self.tally.failed += 1
        self.on_problem(problem)

    def _settle(self, waiting: list[tuple[Row, Record]]) -> None:
        """Write those that are new. If the database refuses the batch, each of them by itself."""
        known = self.known([record for _row, record in waiting])
        self.tally.known += len(known)
        unknown = [(row, record) for row, record in waiting if record.key not in known]
        fresh = [(row, record) for row, record in unknown if self._is_free(row, record)]
        if self.is_trial or not fresh:
            self.tally.added += len(fresh)
            return
        try:
            self._write([record for _row, record in fresh])
        except (DataError, IntegrityError):
            for row, _record in fresh:
                self._settle_alone(row)

    def _settle_alone(self, row: Row) -> None:
        # A transaction that was undone leaves ids in the records, and rows here, that are in no table.
        self.look_around()
        record = self.check(row)
        if isinstance(record, Problem):
            self._refuse(record)
        elif self.known([record]):
            self.tally.known += 1
        elif self._is_free(row, record):
            try:
                self._write([record])
            except (DataError, IntegrityError) as error:
                self._refuse(Problem(row.line, _("数据库没有收下：%s") % error))
                self.look_around()

    def _is_free(self, row: Row, record: Record) -> bool:
        if why := self.hindrance(row, record):
            self._refuse(Problem(row.line, why))
        return not why

    def _write(self, records: list[Record]) -> None:
        self.write(records)
        self.tally.added += len(records)
