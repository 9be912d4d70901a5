"""The file itself: opened, unpacked when it is gzipped, decoded, its form recognised."""

import codecs
import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self, cast

from django.utils.translation import gettext as _

from portal.lib.importing.rows import Line, Problem, Row, UnreadableError, columns, documents, objects

LONGEST_LINE = 2 * 1024 * 1024
LARGEST_DOCUMENT = 64 * 1024 * 1024
HEAD = 64 * 1024
UTF_16_AND_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
DAMAGED = (OSError, EOFError, zlib.error)  # what reading a broken gzip file may raise


class ImportFile:
    """An opened file: `rows()` once, `share` of it read so far for a progress bar."""

    def __init__(self, path: Path) -> None:
        try:
            self.raw = path.open("rb")
        except OSError as error:
            raise UnreadableError(_("打不开 %(path)s：%(why)s") % {"path": path, "why": error.strerror}) from error
        self.size = os.fstat(self.raw.fileno()).st_size
        packed = self.raw.read(2) == b"\x1f\x8b"
        self.raw.seek(0)
        stream = gzip.GzipFile(fileobj=self.raw) if packed else self.raw
        self.lines = io.BufferedReader(cast(io.RawIOBase, stream), HEAD)
        name = path.name.lower().removesuffix(".gz")
        try:
            self.form = self._form(name)
        except DAMAGED as error:
            raise UnreadableError(_("这个压缩文件已损坏。")) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.raw.close()

    @property
    def share(self) -> float:
        return min(1.0, self.raw.tell() / self.size) if self.size else 1.0

    def rows(self) -> Iterator[Row | Problem]:
        """Every row of the file, and what is wrong with the lines that are none."""
        if self.form == "tsv":
            return columns(self._numbered())
        return objects(self._numbered()) if self.form == "lines" else documents(self._whole())

    def _form(self, name: str) -> str:
        """tsv, lines (an object each) or document; by the name, else by how the file begins."""
        head = self.lines.peek(HEAD)
        if head.startswith(UTF_16_AND_32):
            raise UnreadableError(not_utf8())
        if head.startswith(codecs.BOM_UTF8):
            self.lines.read(len(codecs.BOM_UTF8))
            head = head[len(codecs.BOM_UTF8) :]
        if not head.strip():
            raise UnreadableError(_("文件是空的。"))
        first = head.lstrip().split(b"\n", 1)[0]
        if name.endswith(".tsv") or (b"\t" in first and first[:1] not in b"{["):
            return "tsv"
        if name.endswith((".jsonl", ".ndjson")):
            return "lines"
        return "lines" if _is_object(first) or first[:1] not in b"{[" else "document"

    def _numbered(self) -> Iterator[Line | Problem]:
        """Lines with their numbers, decoded; blank ones left out."""
        number = 0
        while True:
            number += 1
            try:
                line = self.lines.readline(LONGEST_LINE + 1)
                if not line:
                    return
                if is_long := len(line) > LONGEST_LINE:
                    self._skip_line(line)
            except DAMAGED:
                yield Problem(number, _("压缩文件从这里起已损坏，后面的内容读不出来"))
                return
            if is_long:
                yield Problem(number, _("这一行超过 %d MB") % (LONGEST_LINE // 1024 // 1024))
            elif line.strip():
                yield _decoded(number, line)

    def _skip_line(self, part: bytes) -> None:
        while part and not part.endswith(b"\n"):
            part = self.lines.readline(LONGEST_LINE)

    def _whole(self) -> str:
        try:
            content = self.lines.read(LARGEST_DOCUMENT + 1)
            if len(content) > LARGEST_DOCUMENT:
                raise UnreadableError(_("文件太大；请改成每行一篇的 JSON Lines。"))
            return content.decode()
        except UnicodeDecodeError as error:
            raise UnreadableError(not_utf8()) from error
        except DAMAGED as error:
            raise UnreadableError(_("这个压缩文件已损坏。")) from error


def not_utf8() -> str:
    return _("不是 UTF-8 编码；请先转换，例如 iconv -f GB18030 -t UTF-8")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _decoded(number: int, line: bytes) -> Line | Problem:
    try:
        return Line(number, line.decode().rstrip("\r\n"))
    except UnicodeDecodeError:
        return Problem(number, not_utf8())
