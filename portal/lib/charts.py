"""Bars of a chart, measured here and drawn by templates/parts/_bars.html: no script, no picture from elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDTH, ROW, BAR = 320, 46, 16
# What is left for the number behind the longest bar.
ROOM = 64


@dataclass(frozen=True)
class Bar:
    """One row: its name on a line of its own, below it the bar and its number."""

    label: Any
    number: int
    name_y: int
    y: int
    width: int
    number_x: int

    @property
    def number_y(self) -> int:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Chart:
    """Bars under one another, as long as their numbers."""

    bars: list[Bar]
    width: int = WIDTH
    bar: int = BAR

    @property
    def height(self) -> int:
        return len(self.bars) * ROW


def chart(rows: Iterable[tuple[Any, int]]) -> Chart:
    """The longest bar takes the whole width; one of nothing has none."""
    rows = list(rows)
    most = max((number for _label, number in rows), default=0) or 1
    bars = []
    for place, (label, number) in enumerate(rows):
        width = round((WIDTH - ROOM) * number / most)
        bars.append(Bar(label, number, place * ROW + 16, place * ROW + 24, width, width + 8))
    return Chart(bars)
