"""The list of denials outside the database: a file in the data folder to which lines are only ever added.

A database that is restored from a backup has forgotten what was withdrawn since; the file has not. One line of JSON
says all that is known of a denial as it stood then; of several lines with one key the last one counts.
"""

import datetime
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.moderation.models import Denial

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """A denial as the file has it."""

    key: str
    target: str
    object_id: int
    title: str
    title_key: str
    removal: str
    reason: str
    at: str
    lifted_at: str | None
    is_whole: bool
    addresses: list[str]
    pieces: list[int]

    @property
    def denial(self) -> Denial:
        """The unsaved row that it describes."""
        facts = asdict(self) | {"at": _moment(self.at), "lifted_at": _moment(self.lifted_at), "is_archived": True}
        del facts["addresses"], facts["pieces"]
        return Denial(**facts)


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _line(denial: Denial) -> Line:
    return Line(
        **{name: getattr(denial, name) for name in ("key", "target", "object_id", "title", "title_key")},
        **{name: getattr(denial, name) for name in ("removal", "reason", "is_whole")},
        at=denial.at.isoformat(),
        lifted_at=denial.lifted_at.isoformat() if denial.lifted_at else None,
        addresses=[one.address for one in denial.addresses.all()],
        pieces=[one.value for one in denial.pieces.all()],
    )


def path() -> Path:
    return Path(settings.DENIALS_FILE)


def write_missing() -> int:
    """Add to the file what the database has and it has not; how many lines. What was killed on the way is made up."""
    waiting = list(Denial.objects.filter(is_archived=False).prefetch_related("addresses", "pieces"))
    if not waiting:
        return 0
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_torn(file):
            file.write(b"\n")
        for denial in waiting:
            file.write(json.dumps(asdict(_line(denial)), ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    for denial in waiting:
        # One lifted since it was read is not yet written as it stands.
        Denial.objects.filter(pk=denial.pk, lifted_at=denial.lifted_at).update(is_archived=True)
    return len(waiting)


def _is_torn(file: BinaryIO) -> bool:
    """Whether somebody was killed in the middle of the last line."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def lines() -> Iterator[Line]:
    """Every line of the file, in order."""
    if not path().exists():
        return
    with path().open(encoding="utf-8") as file:
        for text in file:
            try:
                yield Line(**json.loads(text))
            except ValueError:
                # Its writer was killed half way; the denial is in the file again, whole, further down.
                logger.warning("A line of %s is torn.", path())
