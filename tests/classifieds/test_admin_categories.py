"""Categories and attributes at the desk."""

from typing import Any

from django.test import TestCase

from classifieds import sorting, taxonomy
from classifieds.models import Attribute, Category
from tests.factories import make_listing, make_staff

LIST = "/admin/classifieds/category/"
ATTRIBUTES = "/admin/classifieds/attribute/"


class CategoryTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()

    def setUp(self) -> None:
        self.client.force_login(make_staff("管理员"))

    def save(self, category: Category | None = None, **changes: Any) -> Any:
        sent = {"name": "共享农具", "position": 5, "days": 30, "level": 1, "is_open": "on", **changes}
        path = f"{LIST}{category.pk}/change/" if category else f"{LIST}add/"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, sent)

    def test_a_new_leaf_can_be_posted_to_at_once(self) -> None:
        farm = Category.objects.get(slug="farm")
        self.assertNotContains(self.client.get("/classifieds/post/"), "共享农具")
        self.assertEqual(self.save(slug="tools-shared", group=farm.pk).status_code, 302)
        self.assertContains(self.client.get("/classifieds/post/"), "/classifieds/post/tools-shared/")
        self.assertEqual(self.client.get("/classifieds/tools-shared/").status_code, 200)

    def test_a_group_that_is_off_can_be_switched_on_and_off(self) -> None:
        pets = Category.objects.get(slug="pets")
        for switch, number in (({"is_open": ""}, 404), ({}, 200)):
            self.save(pets, name="宠物", **switch)
            self.assertEqual(self.client.get("/classifieds/post/adopt/").status_code, number)

    def test_nothing_stands_below_a_leaf_and_no_address_is_taken_twice(self) -> None:
        leaf = Category.objects.exclude(group=None).first()
        assert leaf
        for changes, said in (
            ({"slug": "deeper", "group": leaf.pk}, "有效的选项"),
            ({"slug": "post"}, "另有用处"),
            ({"slug": "2026"}, "另有用处"),
            ({"slug": "jobs"}, "已存在"),
        ):
            with self.subTest(said):
                self.assertRegex(self.save(**changes).content.decode(), said)
        self.assertFalse(Category.objects.filter(name="共享农具").exists())

    def test_each_group_stands_above_its_leaves_and_addresses_stay(self) -> None:
        rows = list(self.client.get(LIST).context["cl"].result_list)
        self.assertIsNone(rows[0].group)
        self.assertEqual({row.group for row in rows[1:3]}, {rows[0]})
        rent = Category.objects.get(slug="rent")
        self.save(rent, name="出租", slug="elsewhere")
        self.assertTrue(Category.objects.filter(slug="rent").exists())

    def test_moderators_look_and_change_nothing(self) -> None:
        self.client.force_login(make_staff("审核"))
        self.assertEqual(self.client.get(LIST).status_code, 200)
        self.assertEqual(self.save(slug="tools-shared").status_code, 403)


class AttributeTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()

    def setUp(self) -> None:
        self.client.force_login(make_staff("管理员"))
        self.housing = Category.objects.get(slug="housing")

    def save(self, attribute: Attribute | None = None, **changes: Any) -> Any:
        sent = {"group": self.housing.pk, "position": 50, "name": "朝向", "key": "aspect", "kind": "choice"}
        options = "south|朝南|South\r\n\r\nnorth | 朝北\r\n"
        path = f"{ATTRIBUTES}{attribute.pk}/change/" if attribute else f"{ATTRIBUTES}add/"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, {**sent, "options": options, **changes})

    def test_options_are_written_a_line_each_and_asked_for_in_the_form(self) -> None:
        self.assertEqual(self.save().status_code, 302)
        attribute = Attribute.objects.get(key="aspect")
        south = {"value": "south", "name": "朝南", "name_en": "South"}
        self.assertEqual(attribute.options, [south, {"value": "north", "name": "朝北"}])
        self.assertContains(self.client.get("/classifieds/post/rent/"), "朝北")

    def test_the_options_of_the_taxonomy_come_back_as_they_were(self) -> None:
        for attribute in Attribute.objects.filter(kind="choice"):
            page = self.client.get(f"{ATTRIBUTES}{attribute.pk}/change/").context["adminform"].form
            sent = page["options"].value()
            self.assertEqual(page.fields["options"].clean(sent), attribute.options, sent)

    def test_it_offers_the_leaves_of_its_own_group(self) -> None:
        page = self.client.get(f"{ATTRIBUTES}{self.housing.attributes.get(key='lift').pk}/change/")
        offered = page.context["adminform"].form.fields["leaves"].queryset
        self.assertQuerySetEqual(offered, self.housing.leaves.all(), ordered=False)
        self.assertContains(page, 'type="checkbox" name="leaves"')

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self) -> None:
        rent = Category.objects.get(slug="jobs").leaves.first()
        assert rent
        for changes, said in (
            ({"options": "south"}, "写得不对"),
            ({"options": "south|朝南\nsouth|朝阳"}, "不能为空，也不能重复"),
            ({"options": ""}, "不能为空，也不能重复"),
            ({"leaves": [rent.pk]}, "只能选这个大类里的小类"),
            ({"key": "rent"}, "已经存在"),
        ):
            with self.subTest(said):
                answer = self.save(**changes)
                self.assertContains(answer, said)
                self.assertContains(answer, str(changes.get("options", "朝北")))

    def test_what_is_made_filterable_finds_older_listings_after_the_worker_was_there(self) -> None:
        self.save()
        attribute = Attribute.objects.get(key="aspect")
        listing = make_listing(category=Category.objects.get(slug="rent"), values={"aspect": "north", "rent": 1})
        self.save(attribute, is_filterable="on")
        board = f"/classifieds/rent/?aspect={{}}&region={listing.region.slug}"
        self.assertEqual(sorting.sort_changed(), 1)
        self.assertContains(self.client.get(board.format("north")), listing.title)
        self.assertNotContains(self.client.get(board.format("south")), listing.title)
        self.assertEqual(sorting.sort_changed(), 0, "once is enough")

    def test_key_and_kind_stay_since_answers_hang_on_them(self) -> None:
        self.save()
        self.save(Attribute.objects.get(key="aspect"), key="other", kind="text", name="方向")
        attribute = Attribute.objects.get(name="方向")
        self.assertEqual((attribute.key, attribute.kind), ("aspect", "choice"))
