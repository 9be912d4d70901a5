"""Listings from a file: checked like what residents type, written once."""

import datetime
from typing import Any

import time_machine
from django.http import QueryDict
from django.utils import timezone

from classifieds import taxonomy
from classifieds.boards import Board
from classifieds.models import Category, Listing
from classifieds.models.contact import keyed
from tests.articles.importing import ImportTestCase
from tests.factories import make_region

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


class ListingImportTestCase(ImportTestCase):
    command = "import_listings"

    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()
        make_region()
        make_region("other")

    def row(self, number: int = 1, **fields: Any) -> dict[str, Any]:
        row: dict[str, Any] = {"key": f"old-{number}", "category": "rent", "region": "lianshui", "days_ago": 2}
        row |= {"phone": "138 0000 0001", "values": {"way": "whole", "area": 76, "rent": 1500, "who": "owner"}}
        return {**row, **fields}

    def bring(self, **fields: Any) -> Listing:
        """The listing that one row becomes."""
        self.assertEqual(self.run_import(self.write_rows(self.row(**fields))), 0, getattr(self, "err", ""))
        return Listing.objects.get(import_key="old-1")

    def refused(self, **fields: Any) -> str:
        """What is said of a row that is refused; the row after it is imported all the same."""
        Listing.objects.all().delete()
        code = self.run_import(self.write_rows(self.row(**fields), self.row(2)))
        self.assertEqual(code, 1, "the row was taken")
        self.assertEqual(list(Listing.objects.values_list("import_key", flat=True)), ["old-2"])
        return self.err


class FieldTests(ListingImportTestCase):
    def test_a_listing_is_as_if_it_had_been_posted_then(self) -> None:
        with time_machine.travel(NOON, tick=False):
            listing = self.bring(time="18:51", name="房东", place="水门桥", body="家电都能用。\n晚上看房。")
        self.assertEqual(listing.posted_at, NOON - datetime.timedelta(days=2) + datetime.timedelta(hours=6, minutes=51))
        self.assertEqual(listing.expires_at, listing.posted_at + datetime.timedelta(days=30))
        self.assertEqual((listing.title, listing.intent), ("出租 整租 76㎡ 1,500元/月", "offer"))
        self.assertEqual((listing.price, listing.price_unit), (1500, "元/月"))
        self.assertEqual(listing.body, "家电都能用。\n晚上看房。")
        self.assertEqual(listing.contact.phone_hash, keyed("contact", "13800000001"))
        board = Board(listing.category, QueryDict("way=whole&area_max=76"))
        self.assertEqual(board.found.all_of("pk"), [listing.pk])

    def test_names_are_as_good_as_slugs(self) -> None:
        listing = self.bring(category="出租", region="涟水县")
        self.assertEqual((listing.category.slug, listing.region.slug), ("rent", "lianshui"))

    def test_a_day_may_be_counted_from_today(self) -> None:
        ride = {"origin": "涟水", "destination": "南京", "leaves_at": 3, "clock": "早上7点", "seats": 2}
        with time_machine.travel(NOON, tick=False):
            listing = self.bring(category="ride-offer", values=ride)
        self.assertEqual(listing.values["leaves_at"], "2026-11-26")
        self.assertEqual(timezone.localdate(listing.expires_at).isoformat(), "2026-11-27")

    def test_what_is_done_is_shown_as_done(self) -> None:
        self.assertIsNotNone(self.bring(done=True).done_at)

    def test_the_money_says_what_it_is_paid_per(self) -> None:
        job = {"post": "电工", "pay": 260, "pay_per": "day"}
        listing = self.bring(category="day-labour", values=job)
        self.assertEqual((listing.price_words, listing.title), ("260元/日", "兼职零工 电工 260元/日"))
        self.assertIn(("薪资", "260元/日"), [(str(attribute), words) for attribute, words in listing.facts])

    def test_money_to_be_talked_about_is_said_so(self) -> None:
        listing = self.bring(category="job-wanted", values={"post": "木工", "pay_per": "talk"})
        self.assertEqual(listing.price_words, "面议")

    def test_what_is_given_away_has_no_price(self) -> None:
        listing = self.bring(category="free", title="旧木门四扇", values={"condition": "worn"})
        self.assertEqual(listing.price_words, "")

    def test_names_that_mean_nothing_are_told_once(self) -> None:
        self.bring(colour="红", values={**self.row()["values"], "balcony": 1})
        self.assertIn("不认识、没有用到的字段：colour、values.balcony", self.out)


class RefusalTests(ListingImportTestCase):
    def test_the_line_is_told_with_everything_that_is_wrong(self) -> None:
        said = self.refused(phone="138", values={"way": "castle", "area": "大", "who": "owner"})
        self.assertIn("第1行：", said)
        for complaint in (
            "values.way 选一项方式",
            "values.area 写上面积，只填数字",
            "values.rent 写上月租金",
            "phone 电话少了8位",
        ):
            self.assertIn(complaint, said)

    def test_each_of_these_is_refused(self) -> None:
        rows: list[tuple[dict[str, Any], str]] = [
            ({"category": "castle"}, "没有这个类别"),
            ({"category": "housing"}, "没有这个类别"),
            ({"category": "dating-all"}, "没有这个类别"),
            ({"region": "atlantis"}, "没有这个地区"),
            ({"key": ""}, "key 没有写"),
            ({"days_ago": None}, "posted_at 没有写"),
            ({"phone": ""}, "至少留一样"),
            ({"values": "整租"}, "values 应是一个 JSON 对象"),
            ({"done": "yes"}, "done 应是 true 或 false"),
            ({"category": "phones", "values": {"price": 5, "condition": "new"}, "title": ""}, "title 写一句标题"),
            ({"body": "长" * 801}, "body"),
        ]
        for fields, complaint in rows:
            with self.subTest(fields):
                self.assertIn(complaint, self.refused(**fields))

    def test_a_leaf_whose_group_was_switched_off_takes_nothing(self) -> None:
        Category.objects.filter(slug="housing").update(is_open=False)
        self.assertEqual(self.run_import(self.write_rows(self.row())), 1)


class AgainTests(ListingImportTestCase):
    def test_a_second_run_adds_nothing_and_changes_nothing(self) -> None:
        path = self.write_rows(self.row(), self.row(2))
        self.run_import(path)
        Listing.objects.update(title="居民改过")
        self.assertEqual(self.run_import(path), 0)
        self.assertIn("导入0条，已有2条，有错0行", self.out)
        self.assertEqual(set(Listing.objects.values_list("title", flat=True)), {"居民改过"})

    def test_what_is_there_twice_in_a_file_is_taken_once(self) -> None:
        self.assertEqual(self.run_import(self.write_rows(self.row(), self.row())), 1)
        self.assertIn("第2行：与第1行编号相同", self.err)

    def test_a_trial_writes_nothing(self) -> None:
        self.run_import(self.write_rows(self.row()), "--dry-run")
        self.assertIn("可导入1条", self.out)
        self.assertFalse(Listing.objects.exists())

    def test_nobody_was_told_how_to_manage_it(self) -> None:
        hashes = {self.bring().secret_hash}
        self.run_import(self.write_rows(self.row(2)))
        hashes |= set(Listing.objects.values_list("secret_hash", flat=True))
        self.assertEqual(len(hashes), 2)
