"""Finding listed words however they are dressed: full width, Traditional script, signs between the letters.

A listed word may be several parts joined by &: it counts only where a text holds them all. What stands inside an
allowed phrase does not count: 不收押金 is not 押金.
"""

import functools
import unicodedata
from dataclasses import dataclass

import ahocorasick
import opencc

from portal.lib import caching
from portal.moderation.models import ListedWord

Grade = ListedWord.Grade
# Letters of other scripts that look like Latin ones, and signs that stand for one.
LOOKALIKES = str.maketrans("аеорсухівкмнтѕјԁɡοαρνυκμ", "aeopcyxibkmhtsjdgoapvukm")


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=16_384)
def _fold_letter(letter: str) -> str:
    """What a letter comes down to whatever its neighbours are; nothing for spaces, signs and marks."""
    plain = unicodedata.normalize("NFKD", letter).lower().translate(LOOKALIKES)
    return "".join(_simplifier().convert(part) for part in plain if part.isalnum())


def fold(text: str) -> str:
    """A text without width, case, script, spaces, signs and marks: what two spellings of one word have in common."""
    return "".join(map(_fold_letter, text))


@dataclass(frozen=True)
class Entry:
    """A listed word as it is looked for."""

    word: str
    grade: str
    scopes: frozenset[str]
    parts: tuple[str, ...]


class Book:
    """All listed words, ready to be looked for at once."""

    def __init__(self) -> None:
        self.automaton = ahocorasick.Automaton()
        rows = ListedWord.objects.values_list("word", "grade", "scope")
        self.by_part: dict[str, list[Entry]] = {}
        for word, grade, scope in rows:
            parts = tuple(filter(None, map(fold, word.split("&"))))
            for part in parts:
                self.by_part.setdefault(part, []).append(Entry(word, grade, frozenset(scope.split()), parts))
        for part in self.by_part:
            self.automaton.add_word(part, part)
        self.automaton.make_automaton()

    def parts_in(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """The listed parts that a text holds, each with where."""
        if not len(self.automaton):
            return {}
        pieces = [(place, piece) for place, letter in enumerate(text) for piece in _fold_letter(letter)]
        found: dict[str, list[tuple[int, int]]] = {}
        for end, part in self.automaton.iter("".join(piece for _place, piece in pieces)):
            start = end - len(part) + 1
            if not _is_inside_a_word(pieces, start, end):
                found.setdefault(part, []).append((start, end))
        return found


def words_in(text: str, scope: str) -> list[Entry]:
    """The listed words that count in a text of this group of categories, without what an allowed phrase covers."""
    book = caching.remembered(ListedWord.TAG, Book)
    parts = book.parts_in(text)
    near = {entry: None for part in parts for entry in book.by_part[part]}
    close = [entry for entry in near if not entry.scopes or scope in entry.scopes]
    here = [entry for entry in close if all(part in parts for part in entry.parts)]
    allowed = [span for entry in here if entry.grade == Grade.ALLOW for part in entry.parts for span in parts[part]]

    def counts(part: str) -> bool:
        return any(not any(a <= start and end <= b for a, b in allowed) for start, end in parts[part])

    return [entry for entry in here if entry.grade != Grade.ALLOW and all(map(counts, entry.parts))]


def listed_word_in(text: str) -> str | None:
    """The first word in a text, as the editors wrote it, that makes readers' words wait; None if there is none."""
    found = (entry.word for entry in words_in(text, "") if entry.grade in {Grade.BLOCK, Grade.HOLD})
    return next(found, None)


def _is_inside_a_word(pieces: list[tuple[int, str]], start: int, end: int) -> bool:
    """Whether what was found are Latin letters in the middle of a longer Latin word: vx in devxml."""

    def joined(left: int, right: int) -> bool:
        if left < 0 or right >= len(pieces):
            return False
        (place, one), (next_place, other) = pieces[left], pieces[right]
        return next_place - place <= 1 and _is_latin(one) and _is_latin(other)

    return joined(start - 1, start) or joined(end, end + 1)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
