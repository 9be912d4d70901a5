"""What tests of boards share: a taxonomy, some regions, listings of any category, and what a board makes of them."""

from typing import Any

from django.http import QueryDict

from classifieds import taxonomy
from classifieds.boards import Board
from classifieds.models import Category, Listing
from tests.assertions import PageTestCase
from tests.factories import make_listing, make_region

RENT = {"way": "whole", "rooms": 2, "area": 76, "rent": 1500, "who": "owner", "lift": False}


class BoardTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()
        for place, slug in enumerate(("huaian", "lianshui", "other")):
            make_region(slug, position=place)
        make_region("gaogou", name="高沟镇", kind="town", parent=make_region())

    def post(self, category: str = "rent", *, region: str = "lianshui", values: Any = None, **fields: Any) -> Listing:
        leaf = Category.objects.get(slug=category)
        values = {**(RENT if category == "rent" else {}), **(values or {})}
        fields.setdefault("price", values.get("rent") or values.get("price"))
        return make_listing(category=leaf, region=make_region(region), values=values, **fields)

    def board(self, category: str = "rent", query: str = "") -> Board:
        return Board(Category.objects.get(slug=category) if category else None, QueryDict(query))

    def found(self, category: str = "rent", query: str = "") -> list[int]:
        return self.board(category, query).found.all_of("pk")

    def counts(self, board: Board, key: str) -> dict[str, str]:
        """How many each answer of a question would leave."""
        return {
            option.value: option.number
            for facet in board.facets
            for option in facet.options
            if facet.question.key == key
        }
