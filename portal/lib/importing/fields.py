"""The named values of one object of a file, read with their types. All that is wrong is noted, not only the first."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

PARTED = re.compile(r"[、，,;；|]")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")
PLACE_IN_LIST = re.compile(r"\[\d+\]")
MOST_WORDS = 50
LARGEST = 10**12
LONGEST_TEXT = 10_000
IS_ADDRESS = URLValidator(["http", "https"])


def limit(model: type[models.Model], name: str) -> int:
    """How many characters the model takes there."""
    return int(model._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]


def tidy(text: str, *, lines: bool) -> str:
    """A text as an import leaves it: composed, without white space around it, on one line unless `lines`."""
    return unicodedata.normalize("NFC", text if lines else BREAKS.sub(" ", text)).strip()


def visible(text: str) -> str:
    """Without the control characters that an import refuses."""
    return INVISIBLE.sub("", text)


class Fields:
    """An object of the file. What nobody asked for is left in `unread()`."""

    def __init__(self, values: dict[str, Any], complaints: list[str] | None = None, path: str = "") -> None:
        self.values = {name: value for name, value in values.items() if value is not None and value != ""}
        self.complaints = [] if complaints is None else complaints
        self.path = path
        self.read: set[str] = set()
        self.below: list[Fields] = []

    def complain(self, name: str, reason: str) -> None:
        self.complaints.append(f"{self.path}{name} {reason}")

    def unread(self) -> set[str]:
        """The names that mean nothing here, with the path to them."""
        path = PLACE_IN_LIST.sub("", self.path)
        unread = {f"{path}{name}" for name in self.values if name not in self.read}
        return unread.union(*(fields.unread() for fields in self.below))

    def has(self, name: str) -> bool:
        return name in self.values

    def value(self, name: str) -> Any:
        self.read.add(name)
        return self.values.get(name)

    def text(self, name: str, most: int, *, required: bool = False, lines: bool = False) -> str:
        """Text without white space around it; on one line unless `lines`."""
        value = self.value(name)
        if value is None:
            value = ""
        return self._text(name, value, most, required=required, lines=lines)

    def text_of(self, model: type[models.Model], name: str, *, among: str = "", required: bool = False) -> str:
        """Text as the model's field of that name takes it; `among` is its name in the file, if another."""
        field = model._meta.get_field(name)
        most = limit(model, name) or LONGEST_TEXT
        return self.text(among or name, most, required=required, lines=isinstance(field, models.TextField))

    def words_of(self, model: type[models.Model], name: str, *, among: str = "") -> list[str]:
        """A list of texts as the model's field of that name takes them."""
        return self.words(among or name, limit(model, name))

    def _text(self, name: str, value: object, most: int, *, required: bool = False, lines: bool = False) -> str:
        if not isinstance(value, str):
            self.complain(name, _("应是文字"))
            return ""
        if INVISIBLE.search(value):
            self.complain(name, _("里有看不见的控制字符"))
            return ""
        text = tidy(value, lines=lines)
        if len(text) > most:
            self.complain(name, _("超过%(most)d个字（有%(found)d个）") % {"most": most, "found": len(text)})
        elif required and not text:
            self.complain(name, _("没有写"))
        return text

    def key(self, name: str, most: int) -> str:
        """What tells this object from others: text, or a whole number."""
        value = self.value(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return self._text(name, "" if value is None else value, most)

    def words(self, name: str, most: int, number: int = MOST_WORDS) -> list[str]:
        """A list of texts, or one text that parts them by 、; each once; not more than `number`."""
        value = self.value(name)
        if value is None:
            return []
        if isinstance(value, str):
            value = PARTED.split(value)
        if not isinstance(value, list) or len(value) > number:
            self.complain(name, _("应是最多%d个词的列表") % number)
            return []
        found = [self._text(name, word, most) for word in value]
        return list(dict.fromkeys(word for word in found if word))

    def paragraphs(self, name: str) -> list[str]:
        """A list of texts of any length."""
        value = self.value(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.complain(name, _("应是段落的列表"))
            return []
        return [self._text(name, part, 10**6, lines=True) for part in value]

    def number(self, name: str, default: int = 0, *, most: int = LARGEST) -> int:
        """A whole number that is not negative; digits in quotes count as one."""
        value = self.value(name)
        if value is None:
            return default
        if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 16:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.complain(name, _("应是 0 到 %d 的整数") % most)
            return default
        return value

    def flag(self, name: str) -> bool:
        """true or false."""
        value = self.value(name)
        if not isinstance(value, bool | None):
            self.complain(name, _("应是 true 或 false"))
        return value is True

    def fraction(self, name: str, default: float, *, most: float = 1) -> float:
        """A number from 0 to `most`."""
        value = self.value(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            self.complain(name, _("应是 0 到 %g 的数") % most)
            return default
        return float(value)

    def choice(self, name: str, choices: list[str], default: str) -> str:
        value = self.value(name)
        if value is None:
            return default
        if value not in choices:
            self.complain(name, _("应是其中之一：%s") % "、".join(choices))
            return default
        return str(value)

    def address(self, name: str, most: int) -> str:
        """A web address."""
        text = self.text(name, most)
        if text:
            try:
                IS_ADDRESS(text)
            except ValidationError:
                self.complain(name, _("应是 http:// 或 https:// 开头的完整网址"))
        return text

    def moment(self, name: str) -> datetime.datetime | None:
        """A day, or a day and a time; in the site's time zone unless it names another."""
        value = self.value(name)
        if value is None:
            return None
        moment = _moment(value) if isinstance(value, str) else None
        if moment is None:
            self.complain(name, _("应是 2026-03-18T19:03:00+08:00 这样的时间"))
        return moment

    def inside(self, name: str) -> Fields | None:
        """The object under this name."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.complain(name, _("应是一个 JSON 对象：{…}"))
            return None
        return self.under(name, value)

    def under(self, name: str, values: dict[str, Any]) -> Fields:
        """An object that stands for the one under this name."""
        return self._below(values, f"{self.path}{name}.")

    def each(self, name: str, most: int = 1000) -> list[Fields]:
        """The objects in the list under this name."""
        value = self.value(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most or not all(isinstance(one, dict) for one in value):
            self.complain(name, _("应是最多%d个 JSON 对象的列表") % most)
            return []
        return [self._below(one, f"{self.path}{name}[{place}].") for place, one in enumerate(value)]

    def _below(self, values: dict[str, Any], path: str) -> Fields:
        fields = Fields(values, self.complaints, path)
        self.below.append(fields)
        return fields


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = parse_datetime(text.strip()) or datetime.datetime.fromisoformat(text.strip())
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return moment if 1900 <= moment.year <= 2200 else None
    except (ValueError, OverflowError):
        return None
