"""What somebody meant who typed Chinese by its Latin letters: 淮安 for huaian, or for hua ian.

The words are learned from names and from the newest titles by `learn()`, a job of the worker. A word that is offered is
looked for first, so that nothing is offered that would find nothing, or what was taken down since.
"""

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from pypinyin import lazy_pinyin

from portal.lib import text
from portal.search.find import is_found
from portal.search.models import Document, Spelling

TITLES = 5000
LONGEST_NAME = 10
LENGTHS = (2, 3, 4)
# How often a piece of titles must come to be a word; what a name counts beside those.
SEEN = 3
NAME_WEIGHT = 10_000
OFFERED = 3
LOOKED_AT = 8
BATCH = 1000
# 淮安市 is meant by huaian too.
SUFFIX = re.compile(r"(?<=..)[市县区镇乡]$")
LATIN = re.compile(r"[A-Za-zÜüÀ-ɏ' ’]+")

_names: list[Callable[[], Iterable[str]]] = []


def register(names: Callable[[], Iterable[str]]) -> None:
    """Called once by whoever has names that readers look for: regions, sections, tags, people."""
    _names.append(names)


@functools.lru_cache(maxsize=100_000)
def spelled(word: str) -> str:
    """The word in letters only, without tones: lüshun gives lvshun, as keyboards do."""
    return "".join(lazy_pinyin(word, v_to_u=False))


def letters_of(typed: str) -> str:
    """What was typed as it is compared, or nothing if it is no Latin word: Huái'ān gives huaian."""
    if not LATIN.fullmatch(typed.strip()):
        return ""
    plain = unicodedata.normalize("NFD", re.sub("[üǖǘǚǜ]", "v", typed.lower()))
    return re.sub("[^a-z]", "", plain)


def meant(typed: str) -> list[str]:
    """Up to OFFERED words that may be meant and that find something public, the likeliest first."""
    letters = letters_of(typed)
    if not letters:
        return []
    known = Spelling.objects.filter(letters=letters).order_by("-weight", "word")
    words = list(known.values_list("word", flat=True)[:LOOKED_AT])
    return list(itertools.islice((word for word in words if is_found(text.query(word))), OFFERED))


def learn() -> int:
    """Learn the words anew from what is public now; how many there are. Safe to run twice, also at once."""
    words = Counter(dict(_pieces()))
    words.update(dict.fromkeys(_all_names(), NAME_WEIGHT))
    rows = [Spelling(letters=spelled(word)[:64], word=word, weight=weight) for word, weight in sorted(words.items())]
    with transaction.atomic():
        Spelling.objects.bulk_create(
            rows, BATCH, update_conflicts=True, unique_fields=["letters", "word"], update_fields=["weight"]
        )
        known = set(words)
        gone = [pk for pk, word in Spelling.objects.values_list("pk", "word") if word not in known]
        for start in range(0, len(gone), BATCH):
            Spelling.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(rows)


def _all_names() -> Iterator[str]:
    for names in _names:
        for name in names():
            if 1 < len(name) <= LONGEST_NAME and all(map(text.is_paired, name)):
                yield name
                yield SUFFIX.sub("", name)


def _pieces() -> Iterator[tuple[str, int]]:
    """The pieces of the newest titles that come often, without those that come only inside a longer one."""
    counts: Counter[str] = Counter()
    for title in Document.objects.current().newest_first().values_list("title", flat=True)[:TITLES]:
        runs = re.findall(f"[{text.HAN}]+", title)
        counts.update({run[i : i + size] for run in runs for size in LENGTHS for i in range(len(run) - size + 1)})
    often = {piece: number for piece, number in counts.items() if number >= SEEN}
    inside = {
        part
        for piece, number in often.items()
        for part in (piece[1:], piece[:-1])
        if len(part) > 1 and often.get(part) == number
    }
    return ((piece, number) for piece, number in often.items() if piece not in inside)
