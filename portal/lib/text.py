"""Chinese text for machines: folded so that 髮, ＡＢＣ and abc are found under 发 and abc, and cut into pieces.

No dictionary decides where a word ends. Chinese is cut into every pair of neighbours, so whatever a reader types is
found wherever it stands; Latin words and numbers stay whole. `portal/lib/script.py` turns pages to Traditional for
people; the folding here is for comparing only, character by character and without context, so that a piece of a text
is always folded as the text was.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import opencc

MOST_CHARACTERS = 200
MOST_WORDS = 8
MOST_TOKENS = 24
LONGEST_TOKEN = 40

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
PAIRED = f"{HAN}\u3041-\u30ff\uac00-\ud7a3"
RUN = re.compile(rf"[{PAIRED}]+|\d+|[^\W\d_{PAIRED}]+")
# Stands before a Chinese character that is looked for by itself; no token of a text begins so.
ALONE = "_1"
QUOTED = re.compile('["“”„＂「『«]([^"“”＂」』»]+)["“”＂」』»]')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Where Simplified script has one character for several; each of these gives its own choice.
SCRIPTS = ("s2t", "s2tw", "s2hk")
# Forms that only a phrase tells apart: 瞭解 is 了解, 答覆 is 答复. What it is compared as comes first.
PHRASE_FORMS = ("了瞭", "复覆", "象像", "借藉", "背揹", "苏甦", "仿彷", "具俱", "夫伕", "拿拏")


def _pairs(script: str, characters: list[str]) -> Iterable[tuple[str, str]]:
    """Each character with what OpenCC makes of it alone."""
    return zip(characters, opencc.OpenCC(script).convert("\n".join(characters)).split("\n"), strict=True)


@functools.cache
def folding() -> dict[int, str]:
    """Which Han characters are compared as which other: every form of a character as one of them."""
    characters = re.findall(f"[{HAN}]", "".join(map(chr, (*range(0x3005, 0xFB00), *range(0x20000, 0x323B0)))))
    table = {form: kept for form, kept in _pairs("t2s", characters) if form != kept}
    same = [pair for script in SCRIPTS for pair in _pairs(script, characters) if pair[0] != pair[1]]
    for one, other in [*same, *PHRASE_FORMS]:
        kept, left = table.get(one, one), table.get(other, other)
        if kept != left:
            table |= {left: kept, **{form: kept for form, to in table.items() if to == left}}
    return {ord(form): kept for form, kept in table.items()}


def normalise(text: str) -> str:
    """The text as it is compared: full-width as half-width, capitals as small, Traditional as Simplified."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(folding())


def runs(text: str) -> list[str]:
    """The normalised pieces between spaces, punctuation and changes of script."""
    return RUN.findall(normalise(text))


def is_paired(run: str) -> bool:
    """Whether the run is cut into pairs; a Latin word or a number is not."""
    return re.match(f"[{PAIRED}]", run) is not None


def cut(run: str) -> list[str]:
    """The pairs of a Chinese run, or the one whole Latin word or number."""
    if not is_paired(run):
        return [run[:LONGEST_TOKEN]]
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def tokens(text: str) -> list[str]:
    """Every pair, Latin word and number of a text, in order."""
    return [token for run in runs(text) for token in cut(run)]


def characters(text: str) -> list[str]:
    """The tokens of each Chinese character by itself, once, in no order of the text."""
    return [ALONE + character for character in sorted(set("".join(filter(is_paired, runs(text)))))]


@dataclass(frozen=True)
class Query:
    """What is looked for: as many of the words that were typed as one search may cost."""

    words: tuple[str, ...] = ()
    is_cut_short: bool = False
    # What stood in quotation marks, as tokens that must follow one another.
    phrases: tuple[str, ...] = ()

    def terms(self, mark: str = "") -> list[str]:
        """The tokens that must all be there; `mark` stands before each."""
        alone = [ALONE + word for word in self.words if len(word) == 1 and is_paired(word)]
        others = [token for word in self.words if ALONE + word not in alone for token in cut(word)]
        return [mark + token for token in (*alone, *others)]


def one_line(text: str) -> str:
    """What a reader typed, without control characters and needless space."""
    return " ".join(CONTROL.sub(" ", text).split())


def query(typed: str) -> Query:
    """The words to look for. It never fails, and its work is bounded however much was typed."""
    looked_at = typed[:MOST_CHARACTERS]
    words: list[str] = []
    left = MOST_TOKENS
    is_cut_short = len(typed) > MOST_CHARACTERS
    for run in dict.fromkeys(runs(looked_at)):
        if left == 0 or len(words) == MOST_WORDS:
            is_cut_short = True
            break
        word = run[: left + 1] if is_paired(run) else run[:LONGEST_TOKEN]
        is_cut_short |= word != run
        words.append(word)
        left -= len(cut(word))
    return Query(tuple(words), is_cut_short, tuple(phrases(looked_at)))


def phrases(typed: str) -> list[str]:
    """The tokens of each piece in quotation marks, as a text that has it word for word has them in a row."""
    found = [" ".join(tokens(quoted)) for quoted in QUOTED.findall(typed)]
    return [phrase for phrase in dict.fromkeys(found) if " " in phrase][:MOST_WORDS]
