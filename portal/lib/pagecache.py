"""The outermost WSGI layer: a reader's page from the store of caching.py, before Django's middleware wakes up."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from portal.lib.caching import Recording, digest, keep

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# The one query key that chooses among cached pages; with any other the answer is made afresh.
PAGE_KEY = "page"
# Keys that senders of links append; they never change the page. Whole names: a board has `from_min` and `share_max`.
IGNORED_KEYS = {"from", "isappinstalled", "scene", "spm", "fbclid", "gclid"}
IGNORED_PREFIX = "utm_"
CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)
PORT = re.compile(r":\d*$")
KEPT_STATUSES = {200, 410, 451}
MODES = {"care", "dark", "light", "care-dark", "care-light"}


@dataclass(frozen=True)
class Page:
    """A stored answer, ready to be sent."""

    status: str
    headers: list[tuple[str, str]]
    etag: str
    until: float
    plain: bytes
    packed: bytes
    stored: int = 0  # in which second, if it is in the store

    def last_modified(self) -> str:
        """When it was stored; nothing while that second lasts, in which it could still become another page."""
        return formatdate(self.stored, usegmt=True) if 0 < self.stored < int(time.time()) else ""

    def is_known(self, environ: Environ) -> bool:
        """Whether who asks has it already: by its mark, or, without one, by the date that we gave."""
        if not self.status.startswith("200"):
            return False
        if marks := environ.get("HTTP_IF_NONE_MATCH"):
            return self.etag in marks
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return bool(since) and since == self.last_modified()


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
                known = (mark, replace(self._page(meta, plain, packed), stored=int(state.st_mtime)))
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


def meant(query: str) -> list[tuple[str, str]]:
    """What a query string asks for, without the keys that senders of links append."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return [(name, value) for name, value in pairs if name not in IGNORED_KEYS and not name.startswith(IGNORED_PREFIX)]


def page_key(environ: Environ) -> str | None:
    """The name under which the answer to this request is kept, or None if it is not a page for everyone."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        pairs = meant(query)
        if any(name != PAGE_KEY for name, _ in pairs) or len(pairs) > 1:
            return None
        query = urlencode(pairs)
    # What a client can choose freely (a port, a scheme that no proxy sets) must not make another page.
    is_secure = "https" in {environ.get("HTTP_X_FORWARDED_PROTO"), environ.get("wsgi.url_scheme")}
    host = PORT.sub("", environ.get("HTTP_HOST", "").lower())
    parts = (str(is_secure), host, environ.get("PATH_INFO", "/"), query, reader_mode(environ))
    return digest("\n".join(parts))


class PageCache:
    """The outermost WSGI layer: answers a reader's page from the store before Django's middleware wakes up."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.store = Store()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        # All is read as UTF-8. Django would take any codec that a request names, even those that are none for text.
        environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        key = page_key(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.store.find(key)
        if page is None:
            return self._make(key, environ, start_response)
        return self._send(page, environ, start_response)

    def _send(self, page: Page, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [*page.headers, *(("Last-Modified", date) for date in [page.last_modified()] if date)]
        if page.is_known(environ):
            start_response("304 Not Modified", [pair for pair in headers if pair[0] != "Content-Type"])
            return []
        body, extra = page.plain, []
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body, extra = page.packed, [("Content-Encoding", "gzip")]
        start_response(page.status, [*headers, *extra, ("Content-Length", str(len(body)))])
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
