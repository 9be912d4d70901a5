"""Conditions that narrow a board. Each can be put to the database, or to rows that were fetched already."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q


class Narrowing(Protocol):
    @property
    def column(self) -> str:
        """Which column it looks at."""

    def q(self) -> Q: ...

    def admits(self, value: Any) -> bool:
        """Whether a row with this value in the column may stay."""


@dataclass(frozen=True)
class Is:
    """The column says this."""

    column: str
    value: Any

    def q(self) -> Q:
        return Q(**{self.column: self.value})

    def admits(self, value: Any) -> bool:
        return bool(value == self.value)


@dataclass(frozen=True)
class Between:
    """The number in the column is at least and at most so much; None leaves that side open."""

    column: str
    least: int | None = None
    most: int | None = None

    def q(self) -> Q:
        least = Q() if self.least is None else Q(**{f"{self.column}__gte": self.least})
        return least if self.most is None else least & Q(**{f"{self.column}__lte": self.most})

    def admits(self, value: Any) -> bool:
        if value is None:
            return False
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)
