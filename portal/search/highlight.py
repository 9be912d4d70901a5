"""Showing why: the words of a query marked in the text as it was written."""

import functools
import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from portal.lib import text

BEFORE = 30
LENGTH = 110
END = re.compile(r"[。！？；\n]")
FULL_WIDTH = 0xFEE0


@functools.cache
def _forms() -> dict[str, str]:
    """Every character as which others are compared, and those others."""
    forms: dict[str, str] = {}
    for form, kept in text.folding().items():
        forms[kept] = forms.get(kept, "") + chr(form)
    return forms


def _any_form(character: str) -> str:
    """A pattern for the character however it was written."""
    wide = chr(ord(character) + FULL_WIDTH) if "!" <= character <= "~" else ""
    return f"[{re.escape(character)}{wide}{_forms().get(character, '')}]"


def _pattern_of(word: str) -> str:
    """A Chinese word matches anywhere, a Latin word or a number only whole."""
    pattern = "".join(map(_any_form, word))
    if text.is_paired(word):
        return pattern
    letter = r"\d" if word.isdigit() else rf"[^\W\d_{text.PAIRED}]"
    return rf"(?<!{letter}){pattern}(?!{letter})"


def pattern(query: text.Query) -> re.Pattern[str]:
    """What finds the words of a query in a text as it was written; the longest first."""
    words = sorted(query.words, key=len, reverse=True)
    return re.compile("|".join(map(_pattern_of, words)) or r"(?!)", re.IGNORECASE)


def marked(written: str, found: re.Pattern[str]) -> SafeString:
    """The text as HTML, with what was found in <mark>. Everything else, and what is marked, is escaped."""
    parts: list[str] = []
    end = 0
    for match in found.finditer(written):
        parts += [conditional_escape(written[end : match.start()]), format_html("<mark>{}</mark>", match[0])]
        end = match.end()
    return SafeString("".join([*parts, conditional_escape(written[end:])]))


def excerpt(written: str, found: re.Pattern[str]) -> str:
    """A line or two around the first word that is found, from the beginning of its sentence if that is near."""
    match = found.search(written)
    start = max(0, match.start() - BEFORE) if match else 0
    if match and (breaks := [one.end() for one in END.finditer(written, start, match.start())]):
        start = breaks[-1]
    piece = written[start : start + LENGTH]
    head = "……" if start and written[start - 1] not in "。！？；\n" else ""
    tail = "……" if start + LENGTH < len(written) else ""
    return f"{head}{' '.join(piece.split())}{tail}"
