"""Conditions beside the words. Each can be put to the database, or to hits that were fetched already."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import Q

from portal.search import marks


class Hit(NamedTuple):
    """A document that matches, without its texts."""

    pk: int
    kind: str
    object_id: int
    published_at: datetime.datetime
    region_id: int | None
    section_id: int | None
    source_id: int | None


class Narrowing(Protocol):
    def q(self) -> Q: ...

    def marks(self) -> list[str]:
        """Marks of which a document has one if it passes; none if the index cannot tell."""

    def admitted(self, hits: list[Hit]) -> list[Hit]:
        """The hits that pass."""


@dataclass(frozen=True)
class Among:
    """A column has one of these values; or, without, none of them."""

    column: str
    values: Collection[int | str]
    is_without: bool = False

    def q(self) -> Q:
        among = Q(**{f"{self.column}__in": self.values})
        return ~among if self.is_without else among

    def marks(self) -> list[str]:
        return [] if self.is_without else [marks.value(self.column, value) for value in self.values]

    def admitted(self, hits: list[Hit]) -> list[Hit]:
        place = Hit._fields.index(self.column)
        return [hit for hit in hits if (hit[place] in self.values) is not self.is_without]


@dataclass(frozen=True)
class Published:
    """From one moment to just before another; None leaves that side open."""

    since: datetime.datetime | None = None
    before: datetime.datetime | None = None

    def q(self) -> Q:
        since = Q(published_at__gte=self.since) if self.since else Q()
        return since & Q(published_at__lt=self.before) if self.before else since

    def marks(self) -> list[str]:
        return []

    def admitted(self, hits: list[Hit]) -> list[Hit]:
        if self.since:
            hits = [hit for hit in hits if hit.published_at >= self.since]
        return [hit for hit in hits if hit.published_at < self.before] if self.before else hits


def all_of(narrowings: Iterable[Narrowing]) -> Q:
    """Every condition at once, for the database."""
    together = Q()
    for narrowing in narrowings:
        together &= narrowing.q()
    return together


def admitted(hits: list[Hit], narrowings: Iterable[Narrowing]) -> list[Hit]:
    """The hits that pass every condition."""
    for narrowing in narrowings:
        hits = narrowing.admitted(hits)
    return hits
