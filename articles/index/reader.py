"""Reading feeds in a program of its own: one that hangs, or eats its memory, is ended, and the next gets a new one."""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from articles.index.documents import Document, Enclosure, Item
from portal.lib.fetching import FetchError, packing

MOST_BYTES = 8 * 1024 * 1024
SECONDS = 20.0
REASONS: dict[str, Any] = {
    "page": gettext_lazy("这个网址是一个网页，不是订阅源。"),
    "nothing": gettext_lazy("对方发来的内容是空的。"),
    "json": gettext_lazy("这是 JSON 文件，但不是 JSON Feed。"),
    "broken": gettext_lazy("内容不是订阅源，或者坏得读不出来。"),
    "slow": gettext_lazy("内容处理起来太费时间，不读取。"),
    "large": gettext_lazy("内容处理起来太占内存，不读取。"),
}

logger = logging.getLogger(__name__)


class UnreadableError(ValueError):
    """Why a feed is not read, in words for an editor."""


class Reader:
    """`with Reader() as reader:`, then `reader.read(data)` for any number of feeds."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.connections = 0  # that the parser tried to make; each was prevented
        self._program: _Program | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def read(self, data: bytes, content_type: str = "", url: str = "") -> Document:
        """What the feed says, given the Content-Type and the address it came with. Raises UnreadableError."""
        if data.startswith(packing.GZIP):
            try:
                data = packing.gunzip(data, MOST_BYTES)
            except FetchError as error:
                raise UnreadableError(str(error)) from error
        head = json.dumps({"length": len(data), "content_type": content_type, "url": url})
        answer = json.loads(self._ask(head.encode() + b"\n" + data))
        self.connections += answer.pop("connections")
        if "refused" in answer:
            if "error" in answer:
                logger.warning("A feed stopped its parser (%s): %s", url, answer["error"])
            raise UnreadableError(str(REASONS[answer["refused"]]))
        return _document(answer)

    def _ask(self, request: bytes) -> bytes:
        """One line of answer to the request. A program that gives none in time is ended."""
        program = self._program = self._program or _Program()
        try:
            return program.ask(request, self.seconds)
        except TimeoutError as error:
            self._end()
            raise UnreadableError(str(REASONS["slow"])) from error
        except (EOFError, BrokenPipeError) as error:
            self._end()
            raise UnreadableError(str(REASONS["large"])) from error

    def _end(self) -> None:
        program, self._program = self._program, None
        if program:
            program.end()


class _Program:
    """One running copy of program.py."""

    def __init__(self) -> None:
        (asked, self._asking), (self._hearing, answers) = os.pipe(), os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-m", "articles.index.program"],
            stdin=asked,
            stdout=answers,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"MALLOC_ARENA_MAX": "1", "PATH": os.environ.get("PATH", "")},
        )
        os.close(asked)
        os.close(answers)

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Send the request and wait for a line; TimeoutError or EOFError if there is none."""
        ends, pieces = time.monotonic() + seconds, [b""]
        rest = memoryview(request)
        while rest:
            rest = rest[os.write(self._asking, rest) :]
        while not pieces[-1].endswith(b"\n"):
            if not select.select([self._hearing], [], [], max(0.0, ends - time.monotonic()))[0]:
                raise TimeoutError
            pieces.append(os.read(self._hearing, 1 << 20))
            if not pieces[-1]:
                raise EOFError
        return b"".join(pieces)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._asking)
        os.close(self._hearing)


def _document(answer: dict[str, Any]) -> Document:
    items = []
    for item in answer.pop("items"):
        enclosures = [Enclosure(**one) for one in item.pop("enclosures")]
        items.append(Item(**item, enclosures=enclosures))
    return Document(**answer, items=items)
