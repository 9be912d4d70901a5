"""Knowing a text again after it was edited, from a few numbers that do not give the text away.

A text is folded (portal/lib/text.py), everything but letters and digits is left out, and what remains is cut into all
its pieces of four characters. Each piece is hashed; a sketch keeps the smallest hashes. Because small hashes are
drawn evenly from the whole text, the share of a sketch that turns up in another text says how much of the one stands
in the other, even when one of them is much longer or only an excerpt.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from portal.lib.text import RUN, normalise

PIECE = 4
KEPT = 96
# A new text longer than this is looked at up to here.
MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Sketch:
    """The smallest hashes of a text's pieces; `is_whole` if none were left out."""

    values: tuple[int, ...]
    is_whole: bool


def bare(text: str, most: int | None = MOST_CHARACTERS) -> str:
    """The folded letters and digits alone; of a text longer than `most`, its beginning."""
    return "".join(RUN.findall(normalise(text[:most])))


@lru_cache(maxsize=65536)
def number(piece: str) -> int:
    return int.from_bytes(hashlib.blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")


def pieces(text: str, most: int | None = MOST_CHARACTERS) -> frozenset[int]:
    """The hashes of all pieces of a text, below 2**56; of one longer than `most`, of its beginning."""
    letters = bare(text, most)
    return frozenset(number(letters[start : start + PIECE]) for start in range(len(letters) - PIECE + 1))


def sketch(text: str) -> Sketch:
    """What is kept of a text to know it again."""
    numbers = sorted(pieces(text))
    return Sketch(tuple(numbers[:KEPT]), is_whole=len(numbers) <= KEPT)


def likeness(known: Sketch, new: Collection[int]) -> tuple[float, int]:
    """How much of the known text stands in the new one, or of the new one in the known, and on how many pieces.

    The larger of the two shares: 1 for a copy, an excerpt, or a text around a copy; 0 for nothing in common.
    """
    if not known.values or not new:
        return 0.0, 0
    both = len(set(known.values).intersection(new))
    comparable = len(new) if known.is_whole else sum(1 for number in new if number <= known.values[-1])
    return max(both / len(known.values), both / max(comparable, 1)), both


def title_key(title: str) -> str:
    """What two spellings of one title have in common; "" for one too short to tell stories apart."""
    letters = bare(title)
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()[:40] if len(letters) >= 10 else ""
