"""What comes back edited, and what is taken for it wrongly: the denial measured on documented edits of real texts.

    python -m bench.denial FOLDER [--denials 100000]

FOLDER holds gzip'd JSON Lines (`*.jsonl.gz`) with `title` and `paragraphs` or `paragraphs_markdown`. Half of the texts
are denied; long ones are cut into pieces of about 900 characters first, so that pieces of one law are texts on one
topic. Bars: at least 95 % of each kind of edit caught, at most 0.5 % of the other half held, as they are and edited.
At last, what a verdict costs beside so many denials.
"""

import argparse
import gzip
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.reposts import EDITS, Text

LENGTH = 900
LEAST = 200
AT_ONCE = 2000
ROUNDS = 300


def texts(folder: Path) -> Iterator[Text]:
    """The texts of the folder, cut where they are long."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                yield from _cut(row["title"], row.get("paragraphs") or row["paragraphs_markdown"])


def _cut(title: str, paragraphs: list[str]) -> Iterator[Text]:
    piece: list[str] = []
    number = 1
    for paragraph in [*paragraphs, ""]:
        length = sum(map(len, piece))
        if piece and (length > LENGTH or not paragraph):
            if length >= LEAST:
                # Each has a title of its own: the same title alone would be held.
                yield Text(f"{title}（{number}）", piece)
                number += 1
            piece = []
        piece.append(paragraph)


def deny(known: list[Text]) -> None:
    """Deny these texts, as withdrawing them does."""
    from portal.lib import fingerprint
    from portal.moderation import denial
    from portal.moderation.models import Denial

    for number, text in enumerate(known, 1):
        sketch = fingerprint.sketch(f"{text.title}\n{text.body}")
        row = Denial(target="article", object_id=number, title=text.title[:200], is_whole=sketch.is_whole)
        row.title_key = fingerprint.title_key(text.title)
        denial.store(row, [f"paper.example/{number}"], sketch.values)


def fill(number: int, draw: random.Random) -> float:
    """Make so many more denials of texts that nobody will send; the seconds it took."""
    from portal.lib import fingerprint
    from portal.moderation.models import Denial, DeniedAddress, DeniedPiece

    began = time.perf_counter()
    for start in range(0, number, AT_ONCE):
        rows = [
            Denial(target="article", object_id=10**6 + start + i, title="x", is_whole=False) for i in range(AT_ONCE)
        ]
        rows = Denial.objects.bulk_create(rows)
        DeniedAddress.objects.bulk_create(
            DeniedAddress(denial=row, address=f"other.example/{row.object_id}") for row in rows
        )
        # The smallest of a text's hashes: of a thousand characters, one in ten.
        DeniedPiece.objects.bulk_create(
            (
                DeniedPiece(denial=row, value=draw.randrange(2**56 // 10))
                for row in rows
                for _ in range(fingerprint.KEPT)
            ),
            batch_size=20_000,
        )
    return time.perf_counter() - began


def caught(known: list[Text], others: list[Text], draw: random.Random) -> dict[str, int]:
    """How many of the texts, edited in each way, something is said against."""
    from portal.moderation.denial import verdict

    found = dict.fromkeys(EDITS, 0)
    for text in known:
        for name, edit in EDITS.items():
            title, body = edit(text, draw.choice(others), draw)
            found[name] += bool(verdict(title=title, text=body))
    return found


def cost(others: list[Text], draw: random.Random) -> list[float]:
    """The milliseconds of verdicts on texts of which nothing is known, sorted."""
    from portal.moderation.denial import verdict

    times = []
    for _ in range(ROUNDS):
        text = draw.choice(others)
        began = time.perf_counter()
        verdict(url="https://new.example/1", title=text.title, text=text.body)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def set_up(folder: str) -> None:
    """An empty site in the folder, or in the database that DATABASE_URL names."""
    os.environ["LINWEN_DATA_DIR"], os.environ["DJANGO_SETTINGS_MODULE"] = folder, "portal.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def report(name: str, found: dict[str, int], number: int) -> None:
    print(f"\n{name} ({number} texts)")
    for edit, times in found.items():
        print(f"  {edit:36} {100 * times / number:6.1f} %")
    total = sum(found.values())
    print(f"  {'all together':36} {100 * total / number / len(found):6.2f} %")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--denials", type=int, default=100_000)
    options: Any = parser.parse_args()
    draw = random.Random(1195)
    everything = list(texts(options.folder))
    draw.shuffle(everything)
    half = len(everything) // 2
    known, others = everything[:half], everything[half:]
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        deny(known)
        report("Caught, of what is denied", caught(known, others, draw), len(known))
        report("Held wrongly, of what is not", caught(others, others, draw), len(others))
        few = cost(others, draw)
        seconds = fill(options.denials, draw)
        many = cost(others, draw)
        print(f"\n{options.denials:,} more denials written in {seconds:.0f} s")
        for name, times in ((f"beside {len(known)} denials", few), (f"beside {options.denials:,} more", many)):
            p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
            print(f"  a verdict {name:28} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms")


if __name__ == "__main__":
    main()
