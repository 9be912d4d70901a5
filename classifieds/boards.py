"""What a board shows: the listings that its address asks for, and the ways to ask for fewer."""

import decimal
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from classifieds.models import Attribute, Category, Listing, ListingQuerySet, Value
from portal.regions.models import Region

SORTS = {"": ("-posted_at", "-pk"), "cheap": ("price", "-posted_at", "-pk"), "dear": ("-price", "-posted_at", "-pk")}


@dataclass(frozen=True)
class Choice:
    """One link of a facet: its words, the address that chooses it, whether it is chosen."""

    words: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question with its choices, or with a least and a most to fill in."""

    name: str
    choices: list[Choice]
    key: str = ""
    unit: str = ""
    least: str = ""
    most: str = ""


def _number(text: str) -> decimal.Decimal | None:
    try:
        number = decimal.Decimal(text.strip())
    except decimal.InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


class Board:
    """The listings of a category, or of all, as the query string narrows them. What it cannot read, it leaves out."""

    def __init__(self, category: Category | None, asked: QueryDict) -> None:
        self.category = category
        self.asked = asked
        self.attributes = [one for one in category.attributes_here() if one.is_filterable] if category else []
        self.region = Region.objects.prefetch_related("towns").filter(slug=asked.get("region", "")).first()
        self.sort = asked.get("sort", "") if asked.get("sort", "") in SORTS else ""
        self.intent = asked.get("intent", "") if asked.get("intent", "") in Category.Intent.values else ""
        self.only_photos = asked.get("photos") == "1"

    def listings(self) -> ListingQuerySet:
        """The public listings that match, in order."""
        rows = Listing.objects.public()
        if self.category:
            leaves = [self.category.pk, *self.category.leaves.values_list("pk", flat=True)]
            rows = rows.filter(category__in=leaves)
        if self.region:
            rows = rows.filter(region__in=self.region.with_towns())
        if self.intent:
            rows = rows.filter(intent=self.intent)
        if self.only_photos:
            rows = rows.filter(photos__isnull=False).distinct()
        for attribute in self.attributes:
            rows = self._narrow(rows, attribute)
        if self.sort:
            rows = rows.exclude(price=None)
        return rows.order_by(*SORTS[self.sort])

    def _narrow(self, rows: ListingQuerySet, attribute: Attribute) -> ListingQuerySet:
        values = Value.objects.filter(attribute=attribute)
        if attribute.kind in {Attribute.Kind.NUMBER, Attribute.Kind.MONEY}:
            bounds = {"number__gte": f"{attribute.key}_min", "number__lte": f"{attribute.key}_max"}
            limits = {name: _number(self.asked.get(key, "")) for name, key in bounds.items()}
            limits = {name: number for name, number in limits.items() if number is not None}
            return rows.filter(pk__in=values.filter(**limits).values("listing")) if limits else rows
        if chosen := self.asked.get(attribute.key, ""):
            return rows.filter(pk__in=values.filter(text=chosen.lower()[:40]).values("listing"))
        return rows

    def address(self, **changes: str) -> str:
        """The query string of this board with something else chosen, from its first page."""
        known = {"region", "intent", "photos", "sort", "view"}
        for one in self.attributes:
            known |= {one.key, f"{one.key}_min", f"{one.key}_max"}
        pairs = {key: self.asked[key] for key in self.asked if key in known and self.asked[key]}
        pairs |= changes
        return "?" + urlencode({key: value for key, value in sorted(pairs.items()) if value})

    @property
    def other_sort(self) -> tuple[str, str]:
        """The next order to offer: by time, from the lowest price, from the highest."""
        following = {
            "": ("cheap", _("价格从低到高")),
            "cheap": ("dear", _("价格从高到低")),
            "dear": ("", _("按时间排")),
        }
        sort, words = following[self.sort]
        return self.address(sort=sort), words

    def regions(self, regions: list[Region]) -> Facet:
        """The region bar of the board."""
        chosen = self.region.slug if self.region else ""
        links = [Choice(_("全部地区"), self.address(region=""), not chosen)]
        links += [Choice(str(one), self.address(region=one.slug), one.slug == chosen) for one in regions]
        return Facet(_("地区"), links)

    def facets(self) -> list[Facet]:
        """The ways to ask for fewer."""
        facets = [self._one(_("供求"), "intent", [(str(label), value) for value, label in Category.Intent.choices])]
        for attribute in self.attributes:
            facets.append(self._of(attribute))
        facets.append(self._one(_("照片"), "photos", [(_("有照片"), "1")]))
        return facets

    def _one(self, name: str, key: str, options: list[tuple[str, str]]) -> Facet:
        chosen = self.asked.get(key, "")
        links = [Choice(_("不限"), self.address(**{key: ""}), not chosen)]
        links += [Choice(words, self.address(**{key: value}), chosen == value) for words, value in options]
        return Facet(name, links)

    def _of(self, attribute: Attribute) -> Facet:
        if attribute.kind in {Attribute.Kind.NUMBER, Attribute.Kind.MONEY}:
            least, most = (self.asked.get(f"{attribute.key}_{end}", "") for end in ("min", "max"))
            return Facet(str(attribute), [], attribute.key, attribute.unit, least[:14], most[:14])
        if attribute.kind == Attribute.Kind.FLAG:
            return self._one(str(attribute), attribute.key, [(_("是"), "true"), (_("否"), "false")])
        options = [(attribute.option_name(option["value"]), str(option["value"])) for option in attribute.options]
        return self._one(str(attribute), attribute.key, options)

    def hidden(self) -> list[tuple[str, Any]]:
        """What a form that fills in a range has to carry along."""
        ranges = {f"{one.key}_{end}" for one in self.attributes for end in ("min", "max")}
        kept = QueryDict(self.address().removeprefix("?"))
        return [(key, kept[key]) for key in kept if key not in ranges]
