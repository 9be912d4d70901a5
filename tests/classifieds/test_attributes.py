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

    def test_no_two_of_a_group_share_a_column(self) -> None:
        for group in Category.objects.groups():
            columns = list(group.attributes.filter(is_filterable=True).values_list("column", flat=True))
            self.assertEqual(len(columns), len(set(columns)), group.slug)
            self.assertNotIn("", columns)

    def test_it_keeps_its_column_unless_it_becomes_another_kind(self) -> None:
        way = Attribute.objects.get(group__slug="housing", key="way")
        before = way.column
        way.options = [{"value": "short", "name": "短租"}]
        way.is_filterable = False
        way.save()
        self.assertEqual(way.column, before)
        way.kind, way.is_filterable = "number", True
        way.save()
        self.assertTrue(way.column.startswith("number_"))

    def test_what_does_not_fit_is_refused_in_words(self) -> None:
        for fields, said in (
            ({"key": "region"}, "另有用处"),
            ({"key": "rent_min"}, "另有用处"),
            ({"key": "note", "kind": "text", "options": []}, "文字不能筛选"),
            ({"key": "aspect", "options": [{"value": "v" * 21, "name": "长"}]}, "最多20个字符"),
        ):
            with self.subTest(fields), self.assertRaisesMessage(Exception, said):
                self.make(**fields).full_clean()

    def test_a_group_has_room_for_six_measures_and_eight_choices(self) -> None:
        group = Category.objects.get(slug="community")
        Attribute.objects.filter(group=group).delete()
        for kind, number in (("number", 6), ("choice", 8)):
            for place in range(number):
                self.make(group=group, key=f"{kind}_{place}", kind=kind).save()
            with self.assertRaisesMessage(Exception, "最多有6个能按大小筛选的属性，8个能按选项筛选的属性"):
                self.make(group=group, key="more", kind=kind).full_clean()

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
