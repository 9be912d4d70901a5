"""Headlines to search among: those of a file, or made up."""

import csv
import datetime
import gzip
import random
from pathlib import Path

Titles = list[tuple[str, str, datetime.datetime]]


def read(path: Path, most: int) -> Titles:
    """Title, lead and moment of the rows of a file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            (row["title"][:200], row.get("lead") or "", _moment(row.get("date") or "", number))
            for number, row in zip(range(most), rows, strict=False)
        ]


def _moment(day: str, number: int) -> datetime.datetime:
    start = datetime.datetime.fromisoformat(day or "2021-01-01").replace(tzinfo=datetime.UTC)
    return start + datetime.timedelta(seconds=number % 86_400)


def make_up(number: int, chance: random.Random) -> Titles:
    """Headlines of made-up words: few are common and most rare, as in real ones; some are Latin, some numbers."""
    vocabulary = [_word(chance) for _ in range(30_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    words = chance.choices(vocabulary, weights, k=number * 6)
    span = datetime.timedelta(days=5 * 365)
    first = datetime.datetime.now(datetime.UTC) - span
    return [("".join(words[i * 6 : i * 6 + 6]), "", first + span / number * i) for i in range(number)]


def _word(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.02:
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9)))
    return str(chance.randint(1, 9999)) if kind < 0.04 else "".join(letters(chance, chance.choice((2, 2, 2, 3, 4))))


def letters(chance: random.Random, number: int) -> list[str]:
    return [chr(0x4E00 + int(3000 * chance.random() ** 2)) for _ in range(number)]
