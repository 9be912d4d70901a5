"""Finding listed words however they are dressed: full width, Traditional script, signs between the letters."""

import functools
import unicodedata

import ahocorasick
import opencc

from portal.lib import caching
from portal.moderation.models import ListedWord

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


def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in ListedWord.objects.values_list("word", flat=True):
        if folded := fold(word):
            automaton.add_word(folded, (word, len(folded)))
    automaton.make_automaton()
    return automaton


def listed_word_in(text: str) -> str | None:
    """The first listed word that the text holds, as the editors wrote it."""
    automaton = caching.remembered(ListedWord.TAG, _automaton)
    if not len(automaton):
        return None
    pieces = [(place, piece) for place, letter in enumerate(text) for piece in _fold_letter(letter)]
    for end, (word, length) in automaton.iter("".join(piece for _place, piece in pieces)):
        if not _is_inside_a_word(pieces, end - length + 1, end):
            return str(word)
    return None


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
