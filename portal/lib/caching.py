"""The page cache: whole reader pages, kept as files that every process of this machine shares.

A view marked `@cached_for_readers` records, while it renders, the tags of what it shows (`article:12`,
`section:3`, `front`). `PageCache`, the outermost WSGI layer, keeps the answer and gives it again without waking
Django. `purge("article:12")` forgets every page with that tag, in all processes, because all read the same files:

    pages/<key>            one stored answer: a line of JSON, the body, the body gzipped
    tags/<tag>/<key>       an empty file: that page carries that tag
    stamps/<tag>           when the tag was last purged

A page that began to render before a purge may hold what the purge was about. So writers look at the stamps of their
tags before they put a page in place, and writers and purgers take turns (a file lock; a killed process gives it back).
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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

View = TypeVar("View", bound=Callable[..., HttpResponse])
Value = TypeVar("Value")
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# The one query key that chooses among cached pages; with any other the answer is made afresh.
PAGE_KEY = "page"
# Keys that senders of links append; they never change the page.
IGNORED_KEYS = ("utm_", "from", "isappinstalled", "scene", "share_", "spm", "fbclid", "gclid")
KEPT_STATUSES = {200, 410, 451}
MODES = {"care", "dark", "light", "care-dark", "care-light"}


@dataclass
class Recording:
    """What is known of the page being made: when it began, its tags, and until when it stays true."""

    began: int = field(default_factory=time.time_ns)
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
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        recording = Recording(seconds=settings.PAGE_CACHE_SECONDS)
        token = _recording.set(recording)
        try:
            tag("site")
            response = view(request, *args, **kwargs)
        finally:
            _recording.reset(token)
        request.META["linwen.recording"] = recording
        # Stores on the way may keep the page but have to ask each time: a withdrawal reaches them at once.
        response.headers.setdefault("Cache-Control", "public, no-cache")
        return response

    return cast(View, marked)


# --- the store -------------------------------------------------------------------------------------------------------


def _folder() -> Path:
    return Path(settings.PAGE_CACHE_DIR)


def _digest(text: str) -> str:
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
    """When the tag was last purged, in nanoseconds since 1970; 0 if never."""
    try:
        return int((_folder() / "stamps" / _digest(tag)).read_bytes())
    except FileNotFoundError:
        return 0


def purge(*tags: str) -> None:
    """Forget, now and in every process, the pages that show any of these."""
    with _turn() as folder:
        for digest in map(_digest, tags):
            _write(folder / "stamps" / digest, str(time.time_ns()).encode())
            marks = folder / "tags" / digest
            for key in os.listdir(marks) if marks.is_dir() else ():
                (folder / "pages" / key).unlink(missing_ok=True)
                (marks / key).unlink()


def purge_after_commit(*tags: str) -> None:
    """Forget the pages once what was just changed is visible to others."""
    transaction.on_commit(functools.partial(purge, *tags))


def clear() -> None:
    """Forget everything; done at every start, since templates may have changed."""
    with _turn() as folder:
        for name in ("pages", "tags", "stamps"):
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
        if any(stamp(name) >= recording.began for name in recording.tags):
            return
        for name in recording.tags:
            mark = folder / "tags" / _digest(name) / key
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        _write(folder / "pages" / key, json.dumps(meta).encode() + b"\n" + body + packed)


@dataclass(frozen=True)
class Page:
    """A stored answer, ready to be sent."""

    status: str
    headers: list[tuple[str, str]]
    etag: str
    until: float
    plain: bytes
    packed: bytes


class Store:
    """Reads stored answers; keeps the parsed ones in memory for as long as their file is the same file."""

    def __init__(self, most: int = 512) -> None:
        self.most = most
        self.pages: dict[str, tuple[tuple[int, int], Page]] = {}

    def find(self, key: str) -> Page | None:
        path = f"{settings.PAGE_CACHE_DIR}/pages/{key}"
        try:
            state = os.stat(path)
            mark = (state.st_ino, state.st_mtime_ns)
            known = self.pages.get(key)
            if known is None or known[0] != mark:
                with open(path, "rb") as file:
                    meta = json.loads(file.readline())
                    plain, packed = file.read(meta["length"]), file.read()
                known = (mark, self._page(meta, plain, packed))
                if len(self.pages) >= self.most:
                    self.pages.clear()
                self.pages[key] = known
        except FileNotFoundError:
            self.pages.pop(key, None)
            return None
        return known[1] if known[1].until > time.time() else None

    @staticmethod
    def _page(meta: dict[str, Any], plain: bytes, packed: bytes) -> Page:
        etag = f'"{hashlib.sha1(plain, usedforsecurity=False).hexdigest()[:20]}"'
        headers = [(name, value) for name, value in meta["headers"] if name.lower() not in {"content-length", "etag"}]
        headers += [("ETag", etag), ("Vary", "Accept-Encoding")]
        return Page(meta["status"], headers, etag, meta["until"], plain, packed)


# --- the WSGI layer --------------------------------------------------------------------------------------------------


def reader_mode(environ: Environ) -> str:
    """The display mode that a reader without JavaScript chose, from the cookie that the mode form set."""
    cookies = environ.get("HTTP_COOKIE", "")
    if "mode=" not in cookies:
        return ""
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "mode" and value in MODES:
            return str(value)
    return ""


def page_key(environ: Environ) -> str | None:
    """The name under which the answer to this request is kept, or None if it is not a page for everyone."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if not pair[0].startswith(IGNORED_KEYS)]
        if any(name != PAGE_KEY for name, _ in pairs) or len(pairs) > 1:
            return None
        query = urlencode(pairs)
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "http")
    parts = (scheme, environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "/"), query, reader_mode(environ))
    return _digest("\n".join(parts))


class PageCache:
    """The outermost WSGI layer: answers a reader's page from the store before Django's middleware wakes up."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.store = Store()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = page_key(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.store.find(key)
        if page is None:
            return self._make(key, environ, start_response)
        return self._send(page, environ, start_response)

    def _send(self, page: Page, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if page.status.startswith("200") and page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [pair for pair in page.headers if pair[0] != "Content-Type"])
            return []
        body, extra = page.plain, []
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body, extra = page.packed, [("Content-Encoding", "gzip")]
        start_response(page.status, [*page.headers, *extra, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _make(self, key: str, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Ask Django; keep and send what a marked view answered, pass everything else through untouched."""
        head: list[Any] = []
        asked_for = environ["REQUEST_METHOD"]
        answer = self.application(environ, lambda *args: head.append(args))
        recording: Recording | None = environ.get("linwen.recording")
        status, headers = head[0][0], head[0][1]
        is_for_all = int(status[:3]) in KEPT_STATUSES
        if (
            recording is None
            or not is_for_all
            or asked_for != "GET"
            or any(name.lower() == "set-cookie" for name, _ in headers)
        ):
            start_response(*head[0])
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if recording.seconds > 0:
            keep(key, recording, status, headers, body)
        until = time.time() + recording.seconds
        page = Store._page({"status": status, "headers": headers, "until": until}, body, gzip.compress(body, 1))
        return self._send(page, environ, start_response)


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
