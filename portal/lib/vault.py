"""Files that nobody may get for now: moved out of the public folder, so that whatever serves it has nothing to serve.

A file is in one of two storages, the public one and the sealed one, which no address leads to. Whoever decides where
files belong takes a turn: among all threads and processes the last one to look has seen what all others committed.
"""

import contextlib
import fcntl
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage, storages


def _sealed() -> Storage:
    return storages["sealed"]


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Nobody else moves files meanwhile."""
    folder = Path(settings.SEALED_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def holds_any(names: Iterable[str]) -> bool:
    """Whether one of these files is sealed."""
    return any(_sealed().exists(name) for name in names)


def put_away(names: Iterable[str]) -> None:
    """Seal the files that are public; call it in a turn()."""
    for name in names:
        _move(name, default_storage, _sealed())


def bring_back(names: Iterable[str]) -> None:
    """Make the files public that are sealed; call it in a turn()."""
    for name in names:
        _move(name, _sealed(), default_storage)


def discard(names: Iterable[str]) -> None:
    """Delete the files that are sealed."""
    for name in names:
        _sealed().delete(name)


def _move(name: str, source: Storage, target: Storage) -> None:
    """The copy is there before the file is gone: a process that is killed in between loses nothing."""
    if not source.exists(name):
        return
    if not target.exists(name):
        with source.open(name) as file:
            target.save(name, file)
    source.delete(name)
