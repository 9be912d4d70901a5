"""Asking another site, within limits of size, time and redirects."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError, IncompleteRead, SSLError
from urllib3.response import BaseHTTPResponse

from portal.lib.fetching import targets
from portal.lib.fetching.connecting import Watch, connection
from portal.lib.fetching.packing import unpack
from portal.lib.fetching.reasons import FetchError

MOST_BYTES = 8 * 1024 * 1024
MOST_SECONDS = 30.0
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What another site answered, whatever its status."""

    url: str  # where the answer came from in the end
    status: int
    headers: Mapping[str, str]  # any spelling of a name finds it
    body: bytes
    moved_to: str = ""  # where it has moved for good, if it said so

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def agent() -> str:
    """Who we say we are."""
    return f"Linwen/1.0 (+{settings.SITE_URL}/about/)"


def fetch(
    url: str,
    *,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    most: int = MOST_BYTES,
    seconds: float = MOST_SECONDS,
) -> Answer:
    """GET the address and follow its redirects, or POST the data to it. Raises FetchError if there is no answer.

    Every address on the way is checked when it is connected to. No cookie is kept, and no login sent.
    """
    target, moved_to, is_for_good = targets.parse(url), "", True
    with Watch(seconds) as watch:
        for _hop in range(MOST_REDIRECTS + 1):
            answer = _ask(target, watch, data, headers or {}, most)
            place = answer.headers.get("Location", "")
            if data is not None or answer.status not in REDIRECTS or not place:
                return Answer(answer.url, answer.status, answer.headers, answer.body, moved_to)
            target = targets.follow(answer.url, place)
            is_for_good = is_for_good and answer.status in PERMANENT
            moved_to = str(target) if is_for_good else moved_to
    raise FetchError(_("转址超过%(most)s次，没有到头。") % {"most": MOST_REDIRECTS})


def _ask(target: targets.Target, watch: Watch, data: bytes | None, headers: Mapping[str, str], most: int) -> Answer:
    """One request and its answer."""
    asked = connection(target, watch)
    sent = {"User-Agent": agent(), "Accept-Encoding": "gzip, deflate, br", "Connection": "close", **headers}
    try:
        asked.request("GET" if data is None else "POST", target.path, data, sent, preload_content=False)
        response = asked.getresponse()
        body = _read(response, watch, most)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        watch.check()
        raise FetchError(_in_words(error)) from error
    finally:
        asked.close()
    return Answer(str(target), response.status, response.headers, body)


def _read(response: BaseHTTPResponse, watch: Watch, most: int) -> bytes:
    """The whole body, unpacked. Nothing in it is of interest if we are only sent elsewhere."""
    if response.status in REDIRECTS:
        return b""
    pieces, size = [], 0
    while piece := response.read1(PIECE, decode_content=False):
        size += len(piece)
        if size > most:
            raise FetchError(_("内容超过%(most)s MB，不读取。") % {"most": most // 1024**2})
        pieces.append(piece)
    watch.check()
    return unpack(b"".join(pieces), response.headers.get("Content-Encoding", ""), most)


def _in_words(error: Exception) -> str:
    if isinstance(error, IncompleteRead) or isinstance(error.__cause__, http.client.IncompleteRead):
        return _("对方说的长度和实际不符，内容没有传完。")
    if isinstance(error, SSLError | OSError) and "certificate" in str(error).lower():
        return _("对方的证书有问题，不能安全读取。")
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return _("对方很久没有发来任何内容。")
    return _("对方中途断开，或者应答不成样子。")
