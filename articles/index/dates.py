"""Dates as feeds write them, rightly or not. Runs in the reading program (see program.py)."""

import calendar
import datetime
import re
from time import struct_time
from typing import Any

import feedparser

# 2021年3月18日 19:03, 2021/3/18 19:03:00, 2021-3-18, 2021.3.18 下午7:03
CHINESE = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号]?(?:\s*(?:星期|周).)?"
    r"(?:[T\s]*(上午|下午|中午|晚上?|AM|PM)?\s*(\d{1,2})[:：时點点](\d{1,2})分?(?:[:：](\d{1,2}))?)?秒?",
    re.IGNORECASE,
)
LATER = {"下午", "晚", "晚上", "中午", "pm"}
ZONE = re.compile(r"(?:[zZ]|[+-]\d{1,2}:?\d{2}|\b(?:UTC|GMT|UT|[A-Z]{1,4}[SD]?T)(?:[+-]\d{1,4})?)\s*(?:\(.*\))?$")


def chinese(text: str) -> struct_time | None:
    """A date as Chinese sites write it by hand; None if it is none."""
    found = CHINESE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour or 0)
    if half and half.lower() in LATER and hours < 12 and not (half == "中午" and hours == 11):
        hours += 12
    try:
        date = datetime.datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    return date.timetuple()


def crowded(text: str) -> struct_time | None:
    """A date of RSS whose zone stands right behind its time: `13:08:54+0900`; None if it is none."""
    spaced = re.sub(r"(:\d\d)([+-]\d{4})$", r"\1 \2", text.strip())
    return feedparser.datetimes._parse_date_rfc822(spaced) if spaced != text.strip() else None


feedparser.registerDateHandler(chinese)
feedparser.registerDateHandler(crowded)


def has_zone(text: str) -> bool:
    return ZONE.search(text.strip()) is not None


def iso(parsed: Any, text: str) -> str:
    """ISO 8601 of what the parser found, in UTC; without a zone if the text named none. Nothing for nonsense."""
    if not parsed:
        return ""
    try:
        date = datetime.datetime.fromtimestamp(calendar.timegm(parsed), datetime.UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return ""
    if not 1980 <= date.year <= 9000:
        return ""
    return date.isoformat() if has_zone(text) else date.replace(tzinfo=None).isoformat()


def moment(text: str) -> str:
    """The same for a text that nothing has parsed yet."""
    return iso(feedparser.datetimes._parse_date(text[:100]), text[:100]) if text else ""
