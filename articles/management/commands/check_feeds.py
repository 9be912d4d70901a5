"""Puts a folder of feeds through reading and storing, and prints what came of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.index.checking import Group, check

COLUMNS = [
    *(("items right", "n_items", 99), ("titles", "item_titles", 99), ("links", "item_links", 97)),
    *(("dates", "item_dates", 97), ("feed titles", "feed_title", 0)),
    *(("encodings: must", "must", 100), ("should", "should", 0)),
]


class Command(BaseCommand):
    help = "Read every feed of a folder and compare it with what *.expected.jsonl beside it say. Keeps nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--wrong", action="store_true", help="list what differs from the expectations")

    def handle(self, *args: Any, folder: Path, wrong: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        groups = check(folder)
        missed = [line for name, group in groups.items() for line in self.show(name, group, wrong)]
        if missed:
            raise CommandError("Below the bar: " + "; ".join(missed))
        self.stdout.write("Every bar is met.")

    def show(self, name: str, group: Group, wrong: bool) -> list[str]:
        """Print the counts of a folder; what of them is below its bar."""
        missed = []
        self.stdout.write(f"\n{name}: {group.files} files, {group.items} items, {group.entries} entries")
        counts = {
            "crashes": len(group.crashes),
            "hangs": len(group.hangs),
            "unguarded connections": group.connections,
            "added by a second import": group.twice,
            "lost by an import in the opposite order": group.lost,
        }
        for label, number in counts.items():
            self.stdout.write(f"  {label:40} {number:>14}   bar 0")
            missed += [f"{name}, {label}"] if number else []
        for label, key, bar in COLUMNS:
            if asked := group.asked[key]:
                share = 100 * group.right[key] / asked
                says = f"{group.right[key]} of {asked} ({share:.1f} %)"
                self.stdout.write(f"  {label:40} {says:>22}" + (f"   bar {bar} %" if bar and group.has_bar else ""))
                missed += [f"{name}, {label}"] if group.has_bar and share < bar else []
        for reason, number in group.refused.most_common():
            self.stdout.write(f"  refused: {reason} {number}")
        for line in [*group.crashes, *group.hangs, *(group.wrong if wrong else [])]:
            self.stdout.write(f"    {line}")
        return missed
