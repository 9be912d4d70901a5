"""Whether two texts tell the same event in the same words: reposts do, however retitled, cut or framed.

Texts are compared as portal/lib/fingerprint.py compares them, by their pieces of four characters. Notices written from
one template (weather, police, appointments) are alike in words as well; what tells them apart are their figures. Two
without any figure, that differ in a name alone, are taken for one story, and an editor has to split them.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from portal.lib import fingerprint
from portal.lib.fingerprint import Sketch
from portal.lib.text import normalise

# Where the opening ends that sources put into their feeds.
OPENING = 240
WHOLE_KEYS, OPENING_KEYS, ASKED = 8, 6, 400
KEPT = 64
# From which likeness on two texts are one story, and on how many pieces; without figures to compare, from which.
LIKE, ENOUGH = 0.6, 10
LIKE_WITHOUT_FIGURES = 0.7
# With how many figures a text can be compared, and what share of the one with fewer has to stand in the other.
FIGURES, AGREE = 2, 0.7
FIGURE = re.compile(r"(\d+(?:[.:]\d+)*)(\w?)")
MOST_FIGURES = 48


@dataclass(frozen=True)
class Print:
    """What a text is known by; `pieces` are all of them, for a new text alone.

    A few of its pieces are the `keys` under which others find it; among `asked` are those of what is like it.
    """

    sketch: Sketch
    figures: frozenset[int]
    keys: frozenset[int] = frozenset()
    pieces: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()

    def pack(self) -> bytes:
        """Sketch and figures as they are stored."""
        values, figures = self.sketch.values, sorted(self.figures)[:MOST_FIGURES]
        head = struct.pack("<?H", self.sketch.is_whole, len(values))
        return head + struct.pack(f"<{len(values)}Q{len(figures)}I", *values, *figures)

    @classmethod
    def unpack(cls, data: bytes) -> Print:
        """As it was stored, without what only a new text needs."""
        is_whole, number = struct.unpack_from("<?H", data)
        figures_from = 3 + 8 * number
        values = struct.unpack_from(f"<{number}Q", data, 3)
        figures = struct.unpack_from(f"<{(len(data) - figures_from) // 4}I", data, figures_from)
        return cls(Sketch(values, is_whole), frozenset(figures))


def of(title: str, text: str) -> Print:
    """The print of a text under its title."""
    whole = f"{title}\n{text}"
    pieces, opening = fingerprint.pieces(whole), fingerprint.pieces(whole[:OPENING])
    smallest = sorted(pieces)[:ASKED]
    sketch = Sketch(tuple(smallest[:KEPT]), is_whole=len(pieces) <= KEPT)
    keys = frozenset([*smallest[:WHOLE_KEYS], *sorted(opening)[:OPENING_KEYS]])
    return Print(sketch, figures(whole), keys, pieces, opening.union(smallest))


def figures(text: str) -> frozenset[int]:
    """The numbers in a text, each with what it counts: 3月, 28度, 106人."""
    found = {f"{number}{unit}" for number, unit in FIGURE.findall(normalise(text[: fingerprint.MOST_CHARACTERS]))}
    return frozenset(fingerprint.number(one) & 0xFFFFFFFF for one in found)


def likeness(known: Print, new: Print) -> float:
    """How sure it is that both tell the same, from 0 to 1; 0 for what is too unlike, or contradicts in its figures."""
    share, both = fingerprint.likeness(known.sketch, new.pieces)
    fewer = min(len(known.figures), len(new.figures))
    if fewer >= FIGURES:
        is_same = share >= LIKE and len(known.figures & new.figures) >= AGREE * fewer
    else:
        is_same = share >= LIKE_WITHOUT_FIGURES
    return share if is_same and both >= ENOUGH else 0.0
