"""What a board shows: the listings that its address asks for, how many there are, and the ways to ask for fewer.

However many listings there are, it reads MOST of those that fit and MOST of those that fit but for one condition, and
counts them here. Above that a count says that there are at least so many (docs/decisions/0007-boards-by-columns.md).
"""

import functools
import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from classifieds import lists, questions, search
from classifieds.models import Attribute, Category, Listing, ListingQuerySet
from classifieds.narrowing import Narrowing
from classifieds.questions import Question
from portal.lib import text
from portal.regions.models import Region

MOST = 1000
LOOKED_AT = 4
NEWEST = ("-posted_at", "-pk")
BY_PRICE = {"cheap": ("price", *NEWEST), "dear": ("-price", *NEWEST)}
VIEWS = {"", "list"}


Row = tuple[Any, ...]


class Sample:
    """Rows of these columns that stand for all that fit; `is_whole` if they are all."""

    def __init__(self, columns: Sequence[str], rows: Iterable[Row], *, is_whole: bool) -> None:
        self.columns = columns
        self.rows = list(rows)
        self.is_whole = is_whole
        self._counted: dict[str, Counter[Any]] = {}

    def all_of(self, column: str) -> list[Any]:
        """What the rows say in a column, in their order."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]

    def count(self, narrowing: Narrowing) -> str:
        """How many of them the narrowing admits, in words."""
        column = narrowing.column
        if column not in self._counted:
            self._counted[column] = Counter(self.all_of(column))
        return self._words(sum(number for value, number in self._counted[column].items() if narrowing.admits(value)))

    def that_fit(self, narrowings: Iterable[Narrowing]) -> Iterator[Row]:
        """The rows that all of these admit."""
        places = [(one, self.columns.index(one.column)) for one in narrowings]
        return (row for row in self.rows if all(one.admits(row[place]) for one, place in places))

    def __str__(self) -> str:
        return self._words(len(self.rows))

    def _words(self, number: int) -> str:
        """24; or, if there may be more, 20+, and nothing rather than 0+."""
        if self.is_whole:
            return f"{number:,}"
        digits = 10 ** (len(str(number)) - 1)
        return f"{number // digits * digits:,}+" if number else ""


@dataclass(frozen=True)
class Option:
    """One answer on the page: how many it would leave, and whether it is chosen."""

    value: str
    words: str
    number: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question on the page: its answers, or what was filled in for the least and the most."""

    question: Question
    options: list[Option]
    ends: dict[str, str]
    is_open: bool


class Board:
    """The listings of a category, or of all, as the query string narrows them. What it cannot read, it leaves out."""

    def __init__(self, category: Category | None, asked: QueryDict) -> None:
        self.category = category
        self.asked = asked
        self.attributes = category.attributes_here() if category else []
        slug, sort, view = (asked.get(key, "").replace("\0", "") for key in ("region", "sort", "view"))
        self.region = Region.objects.select_related("parent").filter(slug=slug).first() if slug else None
        self.typed = text.one_line(asked.get("q", "")[: text.MOST_CHARACTERS])
        self.sort = sort if sort in BY_PRICE and self.has_prices else ""
        self.view = view if view in VIEWS else ""

    @property
    def has_prices(self) -> bool:
        """Whether prices can be compared: a rent with a rent, never with what a flat is sold for."""
        is_leaf = self.category is not None and self.category.group_id is not None
        return is_leaf and any(one.kind == Attribute.Kind.MONEY for one in self.attributes)

    @cached_property
    def questions(self) -> list[Question]:
        """All that can be asked here, in the order of the page."""
        counties = list(Region.objects.exclude(kind=Region.Kind.TOWN))
        found = [*questions.of_region(counties, self.region), *questions.of_intent(self.category)]
        for attribute in self.attributes:
            found += questions.of_attribute(attribute) if attribute.is_filterable and attribute.column else []
        return [*found, questions.of_photos()]

    @cached_property
    def narrowings(self) -> dict[str, Narrowing]:
        """What is asked for, by the key of the question."""
        found = {question.key: question.narrowing(self.asked) for question in self._answered()}
        return {key: narrowing for key, narrowing in found.items() if narrowing}

    def _answered(self) -> Iterator[Question]:
        return (question for question in self.questions if question.narrowing(self.asked))

    @cached_property
    def _with_words(self) -> list[int]:
        return search.with_words(self.typed)

    def _here(self) -> ListingQuerySet:
        rows = Listing.objects.public()
        if self.typed:
            rows = rows.filter(pk__in=self._with_words)
        if self.category is None:
            return rows
        return rows.filter(category=self.category) if self.category.group_id else rows.filter(group=self.category)

    @cached_property
    def _columns(self) -> list[str]:
        """What is read of a listing to count it."""
        asked = [one.narrowing.column for question in self.questions for one in question.answers]
        asked += [one.column for one in self.narrowings.values()]
        return ["pk", "expires_at", *dict.fromkeys(asked)]

    def _sample(self, rows: ListingQuerySet) -> Sample:
        found = list(rows.values_list(*self._columns)[: MOST + 1])
        return Sample(self._columns, found[:MOST], is_whole=len(found) <= MOST)

    @cached_property
    def found(self) -> Sample:
        """Those that fit, in the order asked for."""
        rows = self._here().filter(_all(self.narrowings.values())).order_by(*BY_PRICE.get(self.sort, NEWEST))
        return self._sample(rows.filter(price__gt=0) if self.sort else rows)

    @cached_property
    def near(self) -> Sample:
        """Those that one condition alone keeps away, of the questions that offer answers to count."""
        counted = {question.key for question in self.questions if question.answers} & self.narrowings.keys()
        if not counted:
            return Sample(self._columns, [], is_whole=True)
        missed = (self._all_but(key) & ~self.narrowings[key].q() for key in sorted(counted))
        return self._sample(self._here().filter(functools.reduce(operator.or_, missed)).order_by(*NEWEST))

    def _all_but(self, left: str) -> Q:
        return _all(narrowing for key, narrowing in self.narrowings.items() if key != left)

    def without(self, key: str) -> Sample:
        """What would fit if this one question had no answer."""
        if key not in self.narrowings:
            return self.found
        near = self.near.that_fit(narrowing for other, narrowing in self.narrowings.items() if other != key)
        is_whole = self.found.is_whole and self.near.is_whole
        return Sample(self._columns, [*self.found.rows, *near], is_whole=is_whole)

    def listings(self, order: Sequence[int]) -> list[Listing]:
        """The listings with these ids, in this order; what ceased to be public in between is left out."""
        public = self._with_attributes(Listing.objects.public().filter(pk__in=order).for_cards())
        found = {listing.pk: listing for listing in public}
        return [found[pk] for pk in order if pk in found]

    def newest(self, number: int, start: int = 0) -> list[Listing]:
        """The newest with reach that fit and are still to be had, from `start`; LOOKED_AT for each that is wanted."""
        rows = self._here().filter(_all(self.narrowings.values())).order_by(*NEWEST)
        looked_at = list(rows.values_list("pk", flat=True)[: (start + number) * LOOKED_AT])
        found = Listing.objects.with_reach().filter(pk__in=looked_at, done_at=None).order_by(*NEWEST)
        return self._with_attributes(found.for_cards()[start : start + number])

    def _with_attributes(self, listings: Iterable[Listing]) -> list[Listing]:
        """The same, each with the attributes of its category at hand."""
        if self.category is None or self.category.group_id is None:
            return lists.with_attributes(listings)
        found = list(listings)
        for listing in found:
            listing.known_attributes = self.attributes
        return found

    @cached_property
    def parameters(self) -> dict[str, str]:
        """What was understood of the address, and every other name empty."""
        known = {"q": self.typed, "sort": self.sort, "view": self.view}
        for question in self.questions:
            said = question.parameters(self.asked)
            known |= {key: text for key, text in said.items() if text or key not in known}
        return known

    @property
    def path(self) -> str:
        return self.category.get_absolute_url() if self.category else reverse("classifieds:index")

    def address(self, **changes: str) -> str:
        """This board with something else chosen, from its first page; the same choice has always the same address."""
        return self.path + self.query(**changes)

    def query(self, **changes: str) -> str:
        """The query string of that address."""
        said = {key: value for key, value in sorted((self.parameters | changes).items()) if value}
        return "?" + urlencode(said) if said else ""

    @property
    def region_query(self) -> str:
        """What takes the region along to another board."""
        return f"?region={self.region.slug}" if self.region else ""

    @property
    def as_cards(self) -> str:
        return self.address(view="")

    @property
    def as_list(self) -> str:
        return self.address(view="list")

    @property
    def is_untidy(self) -> bool:
        """Whether a form sent names without values; the address without them is the one to share."""
        return any(self.asked.get(key) == "" for key in self.parameters)

    @property
    def other_order(self) -> tuple[str, str] | None:
        """The next order to offer, in words, and its address."""
        if not self.has_prices:
            return None
        words, sort = {
            "": (_("价格从低到高"), "cheap"),
            "cheap": (_("价格从高到低"), "dear"),
            "dear": (_("按时间排"), ""),
        }[self.sort]
        return words, self.address(sort=sort)

    @cached_property
    def facets(self) -> list[Facet]:
        """The questions, with how much each answer would leave."""
        return [self._facet(question) for question in self.questions]

    def _facet(self, question: Question) -> Facet:
        said = question.parameters(self.asked)
        sample = self.without(question.key)
        options = [
            Option(one.value, one.words, sample.count(one.narrowing), said.get(question.key) == one.value)
            for one in question.answers
        ]
        return Facet(question, options, {} if options else said, not self.parameters.get(question.key))

    @cached_property
    def chosen(self) -> list[tuple[str, str]]:
        """What is asked for in words, each with the address of the board without it."""
        words = [(_("“%s”") % self.typed, self.address(q=""))] if self.typed else []
        return words + [
            (one.words(self.asked), self.address(**dict.fromkeys(one.parameters(self.asked), "")))
            for one in self._answered()
        ]


def _all(narrowings: Iterable[Narrowing]) -> Q:
    return functools.reduce(operator.and_, (one.q() for one in narrowings), Q())
