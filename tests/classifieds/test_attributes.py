"""Attributes: where the boards keep their options and measures."""

from typing import Any

from django.core.management import call_command
from django.test import TestCase

from classifieds import taxonomy
from classifieds.models import Attribute, Category
from tests.classifieds.boards import BoardTestCase


class AttributeTests(TestCase):
    """Where the options and measures of a group are kept."""

    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()

    def make(self, **fields: Any) -> Attribute:
        group = Category.objects.get(slug="housing")
        fields = {"group": group, "key": "view", "name": "朝向", "kind": "choice", "is_filterable": True, **fields}
        fields.setdefault("options", [{"value": "south", "name": "朝南"}, {"value": "north", "name": "朝北"}])
        return Attribute(**fields)

    def test_no_two_of_a_group_share_a_place(self) -> None:
        for group in Category.objects.groups():
            bits = [bit for one in group.attributes.all() for bit in one.bits.values()]
            slots = [one.slot for one in group.attributes.exclude(slot=None)]
            self.assertEqual((len(bits), len(slots)), (len(set(bits)), len(set(slots))), group.slug)

    def test_an_option_keeps_its_place_for_ever(self) -> None:
        way = Attribute.objects.get(group__slug="housing", key="way")
        before = dict(way.bits)
        way.options = [{"value": "shared", "name": "合租"}, {"value": "short", "name": "短租"}]
        way.save()
        self.assertEqual({**way.bits, **before}, way.bits)
        self.assertNotIn(way.bits["short"], before.values())

    def test_what_does_not_fit_is_refused_in_words(self) -> None:
        many = [{"value": f"v{number}", "name": str(number)} for number in range(70)]
        for fields, said in (
            ({"key": "aspect", "options": many}, "能筛选的选项最多有61个"),
            ({"key": "region"}, "另有用处"),
            ({"key": "rent_min"}, "另有用处"),
            ({"key": "note", "kind": "text", "options": []}, "文字不能筛选"),
        ):
            with self.subTest(fields), self.assertRaisesMessage(Exception, said):
                self.make(**fields).full_clean()
        for number in range(2):
            self.make(key=f"height_{number}", kind="number", options=[]).save()
        with self.assertRaisesMessage(Exception, "最多有6个"):
            self.make(key="depth", kind="number", options=[]).full_clean()

    def test_a_group_asks_for_what_most_of_its_leaves_have(self) -> None:
        keys = {one.key for one in Category.objects.get(slug="housing").attributes_here()}
        self.assertLessEqual({"rent", "area", "who"}, keys)
        self.assertFalse({"price", "way"} & keys)


class RefreshTests(BoardTestCase):
    def test_what_is_made_filterable_later_can_be_asked_for_after_a_refresh(self) -> None:
        listing = self.post(values={"halls": 2})
        Attribute.objects.filter(key="halls").update(is_filterable=True)
        self.assertEqual(len(self.found(query="halls=1")), 1, "not asked for yet")
        call_command("refresh_boards", verbosity=0)
        self.assertEqual(self.found(query="halls=2"), [listing.pk])
        self.assertEqual(self.found(query="halls=1"), [])
