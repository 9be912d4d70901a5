"""How much two texts have in common, and a fast way to find those worth comparing.

Texts are compared by the share of character pairs that they have in common (Jaccard). To find candidates among many,
each text gets a few bands: min-hashes of its pairs, three to a band, so that texts with most pairs in common almost
surely share a band, and others seldom do.
"""

import hashlib
import random
from itertools import pairwise

ROWS = 3
BANDS = 8
PRIME = (1 << 61) - 1
# Drawn once and for ever: bands are stored.
_draw = random.Random("linwen.bands")  # noqa: S311 - spreads hashes, hides nothing
TURNS = [(_draw.randrange(1, PRIME), _draw.randrange(PRIME)) for _ in range(ROWS * BANDS)]


def pairs(folded: str) -> frozenset[str]:
    """The neighbouring characters of a bare text."""
    return frozenset(map("".join, pairwise(folded)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Which part of all their pairs two texts share: 1 for the same, 0 for nothing in common."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _number(pair: str) -> int:
    return int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=7).digest(), "big")


def bands(text_pairs: frozenset[str]) -> list[int]:
    """The bands of a text, as signed 64-bit numbers for a column; none for a text too short to say anything."""
    if not text_pairs:
        return []
    numbers = [_number(pair) for pair in text_pairs]
    least = [min((turn * number + shift) % PRIME for number in numbers) for turn, shift in TURNS]
    found = []
    for band in range(BANDS):
        rows = ",".join(map(str, (band, *least[band * ROWS : (band + 1) * ROWS])))
        found.append(int.from_bytes(hashlib.blake2b(rows.encode(), digest_size=8).digest(), "big", signed=True))
    return found
