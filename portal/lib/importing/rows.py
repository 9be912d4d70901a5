"""Text as rows: JSON Lines, one JSON object, a JSON array, or tab-separated columns."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


class UnreadableError(Exception):
    """Nothing in the file can be read; says why."""


@dataclass(frozen=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True)
class Row:
    """What a line, or an object that begins on it, says."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why a line was not taken."""

    line: int
    reason: str


def _no_constant(name: str) -> None:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _object(line: int, value: Any) -> Row | Problem:
    return Row(line, value) if isinstance(value, dict) else Problem(line, _("这里应是一个 JSON 对象：{…}"))


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return _("JSON 写错了，在第%(column)s个字符附近：%(why)s") % {"column": error.colno, "why": error.msg}
    return _("JSON 写错了：%s") % (error if isinstance(error, ValueError) else _("嵌套太深"))


def objects(lines: Iterator[Line | Problem]) -> Iterator[Row | Problem]:
    """JSON Lines."""
    for line in lines:
        if isinstance(line, Problem):
            yield line
            continue
        try:
            yield _object(line.number, json.loads(line.text, parse_constant=_no_constant))
        except (ValueError, RecursionError) as error:
            yield Problem(line.number, _why(error))


def documents(text: str) -> Iterator[Row | Problem]:
    """One JSON object, or an array of them; each is numbered by the line on which it begins."""
    is_array = text.lstrip().startswith("[")
    place = text.index("[") + 1 if is_array else 0
    line, counted = 1, 0
    while (place := _next(text, place)) < len(text) and not (is_array and text[place] == "]"):
        line, counted = line + text.count("\n", counted, place), place
        try:
            value, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            reason = _why(error)
            if isinstance(error, json.JSONDecodeError):
                line = error.lineno
            yield Problem(line, _("%s；后面的内容没有读") % reason)
            return
        yield _object(line, value)
    if is_array and place >= len(text):
        yield Problem(line, _("数组没有以 ] 结束，文件可能不完整"))


def _next(text: str, place: int) -> int:
    """Where the next value begins, past white space and the comma before it."""
    while place < len(text) and text[place] in " \t\r\n,":
        place += 1
    return place


def columns(lines: Iterator[Line | Problem]) -> Iterator[Row | Problem]:
    """Tab-separated columns; the first line names them, an empty cell says nothing."""
    head = next(lines)
    if isinstance(head, Problem):
        raise UnreadableError(head.reason)
    names = [name.strip() for name in head.text.split("\t")]
    if "title" not in names:
        raise UnreadableError(_("第一行要写列名，其中要有 title。"))
    if len(set(names)) < len(names) or "" in names:
        raise UnreadableError(_("第一行的列名有空的，或有重复的。"))
    for line in lines:
        if isinstance(line, Problem):
            yield line
            continue
        cells = line.text.split("\t")
        if len(cells) == len(names):
            yield Row(line.number, {name: cell for name, cell in zip(names, cells, strict=True) if cell.strip()})
        else:
            numbers = {"found": len(cells), "wanted": len(names)}
            yield Problem(line.number, _("有%(found)d列，第一行写了%(wanted)d列") % numbers)
