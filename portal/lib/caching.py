"""The page cache: whole reader pages, kept as files that every process of this machine shares.

A view marked `@cached_for_readers` records, while it renders, the tags of what it shows (`article:12`,
`section:3`, `front`). `PageCache` (pagecache.py), the outermost WSGI layer, keeps it and gives it again without
waking Django. `purge("article:12")` forgets every page with that tag, in all processes, since all read the same files:

    pages/<key>            one stored answer: a line of JSON, the body, the body gzipped
    tags/<tag>/<key>       an empty file: that page carries that tag
    generation             the number of the last purge
    stamps/<tag>           the number of the tag's last purge

A page that began to render before a purge may hold what the purge was about, though it is stored after it. So purges
are numbered: a page notes the number of the last one before it reads anything, and is not put in place if one of its
tags was purged under a higher number. Writers and purgers take turns (a file lock; a killed process gives it back).
No clock is asked: clocks are set back.
"""

from __future__ import annotations

import contextlib
import contextvars
import fcntl
import functools
import gzip
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

# What every page carries.
EVERY_PAGE = "site"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Value = TypeVar("Value")


def _folder() -> Path:
    return Path(settings.PAGE_CACHE_DIR)


def _number(path: Path) -> int:
    """The number that a file holds; 0 for one that is not there."""
    try:
        return int(path.read_bytes())
    except FileNotFoundError:
        return 0


def generation() -> int:
    """How many purges there have been, by any process."""
    return _number(_folder() / "generation")


@dataclass
class Recording:
    """What is known of the page being made: the last purge before it, its tags, and until when it stays true."""

    began: int = field(default_factory=generation)
    tags: set[str] = field(default_factory=set)
    seconds: float = 0


_recording: contextvars.ContextVar[Recording | None] = contextvars.ContextVar("recording", default=None)


def tag(*tags: str) -> None:
    """Note that the page being made shows these things."""
    if recording := _recording.get():
        recording.tags.update(tags)


def true_until(moment: Any) -> None:
    """Note that the page being made is only right until this moment (a datetime, or None)."""
    recording = _recording.get()
    if recording and moment is not None:
        left = (moment - timezone.now()).total_seconds()
        recording.seconds = max(0.0, min(recording.seconds, left))


def cached_for_readers(view: View) -> View:
    """Mark a view whose answer is the same for everyone: no session, no token, nothing personal."""

    @functools.wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        recording = Recording(seconds=settings.PAGE_CACHE_SECONDS)
        token = _recording.set(recording)
        try:
            tag(EVERY_PAGE)
            response = view(request, *args, **kwargs)
        finally:
            _recording.reset(token)
        request.META["linwen.recording"] = recording
        # Stores on the way may keep the page but have to ask each time: a withdrawal reaches them at once.
        response.headers.setdefault("Cache-Control", "public, no-cache")
        return response

    return cast(View, marked)


# --- the store -------------------------------------------------------------------------------------------------------


def digest(text: str) -> str:
    """A short name for a file, from any text."""
    return hashlib.sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


@contextlib.contextmanager
def _turn() -> Iterator[Path]:
    """The cache's folder, for one writer or purger at a time among all threads and processes."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _write(path: Path, content: bytes) -> None:
    """Put a whole file in place at once, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, path)


def stamp(tag: str) -> int:
    """The number of the tag's last purge; 0 if there was none."""
    return _number(_folder() / "stamps" / digest(tag))


def _next_generation(folder: Path) -> bytes:
    """The number of the purge that begins; from now on no page that is older may be stored under its tags."""
    number = str(generation() + 1).encode()
    _write(folder / "generation", number)
    return number


def purge(*tags: str) -> None:
    """Forget, now and in every process, the pages that show any of these."""
    with _turn() as folder:
        number = _next_generation(folder)
        for name in map(digest, tags):
            _write(folder / "stamps" / name, number)
            marks = folder / "tags" / name
            for key in os.listdir(marks) if marks.is_dir() else ():
                (folder / "pages" / key).unlink(missing_ok=True)
                (marks / key).unlink()


def purge_after_commit(*tags: str) -> None:
    """Forget the pages once what was just changed is visible to others."""
    transaction.on_commit(functools.partial(purge, *tags))


def prune() -> None:
    """Remove the pages that have ended, and the marks of pages that are gone; what nobody asks for again piles up."""
    ended = time.time() - settings.PAGE_CACHE_SECONDS
    with _turn() as folder:
        for page in (folder / "pages").glob("*"):
            if page.stat().st_mtime < ended:
                page.unlink()
        for mark in (folder / "tags").glob("*/*"):
            if not (folder / "pages" / mark.name).exists():
                mark.unlink()


def clear() -> None:
    """Forget everything; done at every start, since templates may have changed."""
    with _turn() as folder:
        # Numbers go on: a page that is being made now must not be stored under a number that is used again.
        _write(folder / "stamps" / digest(EVERY_PAGE), _next_generation(folder))
        for name in ("pages", "tags"):
            shutil.rmtree(folder / name, ignore_errors=True)


def keep(key: str, recording: Recording, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
    """Store an answer under its tags, unless one of them was purged since it began to render."""
    packed = gzip.compress(body, 6, mtime=0)
    meta = {
        "status": status,
        "headers": headers,
        "until": time.time() + recording.seconds,
        "length": len(body),
    }
    with _turn() as folder:
        if any(stamp(name) > recording.began for name in recording.tags):
            return
        for name in recording.tags:
            mark = folder / "tags" / digest(name) / key
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        _write(folder / "pages" / key, json.dumps(meta).encode() + b"\n" + body + packed)


# --- values that every page needs ------------------------------------------------------------------------------------

_remembered: dict[str, tuple[int, Any]] = {}


def remembered(tag: str, make: Callable[[], Value]) -> Value:
    """What `make` gives, kept in this process until the tag is purged by any process."""
    seen = stamp(tag)
    known = _remembered.get(tag)
    if known is None or known[0] != seen:
        known = (seen, make())
        _remembered[tag] = known
    value: Value = known[1]
    return value
