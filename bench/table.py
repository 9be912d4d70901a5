"""The table of an attack: what was tried, what got through, and how much may."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    threat: str
    tried: int
    through: int
    bar: str
    is_held: bool


rows: list[Row] = []


def note(threat: str, tried: int, through: int, bar: str, is_held: bool) -> None:
    rows.append(Row(threat, tried, through, bar, is_held))
    print(f"{'ok  ' if is_held else 'FAIL'}  {threat:<62} {tried:>6} {through:>6}   {bar}", flush=True)
