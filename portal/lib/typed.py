"""What readers type, without what nobody can see: form fields that every reader's form is made of."""

import re
import unicodedata
from typing import Any

from django import forms

# Controls, and code points that are no characters. Format characters stay: they are part of emoji and of other scripts,
# and what they can do to their surroundings the page stops (components/comment.css).
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
GAP = re.compile(r"\n(?:[^\S\n]*\n){2,}")
# Letters and symbols that are drawn as nothing.
BLANK = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing."""
    return all(unicodedata.category(letter)[0] in "ZCM" or letter in BLANK for letter in text)


def tidy(text: str) -> str:
    """The text as a reader sees it: its line breaks, at most one empty line in a row, and nothing invisible."""
    text = unicodedata.normalize("NFC", UNSEEN.sub("", BREAK.sub("\n", text)))
    return "" if is_blank(text) else GAP.sub("\n\n", text).strip()


class TextField(forms.CharField):
    """Several lines. Tidied before they are counted, since browsers send each line break as two characters."""

    widget: type[forms.Widget] = forms.Textarea

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows when it comes back."""
        return tidy(str(data or ""))


class LineField(TextField):
    """One line: breaks and runs of spaces become one space."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s+", " ", super().to_python(value))
