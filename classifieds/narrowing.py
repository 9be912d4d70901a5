"""Conditions that narrow a board. Each can be put to the database, or to rows that were fetched already."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import F, Q
from django.db.models.lookups import Exact

from classifieds.models import shelf


class Row(NamedTuple):
    """What a board needs of a listing to count it. The names are those of the columns."""

    pk: int
    area_id: int
    region_id: int
    marks: int
    expires_at: datetime.datetime
    number_1: int | None
    number_2: int | None
    number_3: int | None
    number_4: int | None
    number_5: int | None
    number_6: int | None


class Narrowing(Protocol):
    @property
    def column(self) -> str:
        """Which column of a row it looks at."""

    def q(self) -> Q: ...

    def admits(self, value: int | None) -> bool:
        """Whether a row with this value in the column may stay."""


@dataclass(frozen=True)
class Marked:
    """Of the bits that are looked at, these are set and the others are not."""

    bits: int
    looked_at: int
    column: str = "marks"

    def q(self) -> Q:
        return Q(Exact(F("marks").bitand(self.looked_at), self.bits))

    def admits(self, value: int | None) -> bool:
        return value is not None and value & self.looked_at == self.bits


@dataclass(frozen=True)
class Inside:
    """In a county with its towns (`area_id`), or in one town (`region_id`)."""

    column: str
    region_id: int

    def q(self) -> Q:
        return Q(**{self.column: self.region_id})

    def admits(self, value: int | None) -> bool:
        return value == self.region_id


@dataclass(frozen=True)
class Between:
    """A measure is at least and at most so much; None leaves that side open."""

    slot: int
    least: int | None = None
    most: int | None = None

    @property
    def column(self) -> str:
        return shelf.NUMBERS[self.slot - 1]

    def q(self) -> Q:
        least = Q() if self.least is None else Q(**{f"{self.column}__gte": self.least})
        return least if self.most is None else least & Q(**{f"{self.column}__lte": self.most})

    def admits(self, value: int | None) -> bool:
        if value is None:
            return False
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)
