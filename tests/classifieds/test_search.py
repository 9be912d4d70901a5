"""Listings in the search, and boards narrowed by words."""

import datetime

from django.utils import timezone

from classifieds import ending
from classifieds.models import Category, Listing
from portal.search import index
from portal.search.models import Document
from tests.classifieds.boards import BoardTestCase
from tests.factories import make_article, make_editor, make_listing


class SearchTests(BoardTestCase):
    def titles(self, query: str, address: str = "/search/?q=") -> list[str]:
        found = self.client.get(address + query).context["results"]
        return [result.title for result in found]

    def test_a_listing_is_found_by_title_category_attribute_place_and_words(self) -> None:
        listing = self.post(title="水门桥两室朝南", body="近学校，拎包入住", place="水门桥北")
        for query in ("水门桥", "出租", "房屋租售", "整租", "水门桥北", "拎包入住", "水門橋"):
            self.assertEqual(self.titles(query), [listing.title], query)

    def test_its_contact_finds_nothing(self) -> None:
        listing = self.post(phone="13812345678", title="水门桥两室朝南")
        listing.contact.wechat = "shuimenqiao88"
        listing.contact.save()
        for query in ("13812345678", "shuimenqiao88"):
            self.assertEqual(self.titles(query), [], query)

    def test_stories_and_listings_stand_side_by_side_and_can_be_told_apart(self) -> None:
        self.post(title="水门桥两室朝南")
        make_article(title="水门桥今天通车")
        self.assertCountEqual(self.titles("水门桥"), ["水门桥两室朝南", "水门桥今天通车"])
        self.assertEqual(self.titles("水门桥&kind=listing"), ["水门桥两室朝南"])
        self.assertEqual(self.titles("水门桥&kind=news"), ["水门桥今天通车"])
        self.assertEqual(self.titles("水门桥&kind=listing&region=huaian"), [])

    def test_what_is_held_withdrawn_deleted_or_over_is_not_found(self) -> None:
        for verb in (
            lambda one: one.hold(by=make_editor(), reason="先看看"),
            lambda one: one.delete_by_poster(),
            lambda one: Listing.objects.filter(pk=one.pk).update(expires_at=timezone.now()),
            lambda one: one.delete(),
        ):
            listing = self.post(title="水门桥两室朝南")
            self.assertEqual(self.titles("水门桥"), [listing.title])
            verb(listing)
            self.assertEqual(self.titles("水门桥"), [])

    def test_a_purged_listing_leaves_no_document(self) -> None:
        listing = self.post()
        Listing.objects.filter(pk=listing.pk).update(expires_at=timezone.now() - datetime.timedelta(days=31))
        ending.purge()
        self.assertFalse(Document.objects.filter(kind="listing").exists())

    def test_an_edit_is_found_by_its_new_words_only(self) -> None:
        listing = self.post(title="水门桥两室朝南")
        listing.title = "健康路三室朝东"
        listing.save()
        self.assertEqual((self.titles("水门桥"), self.titles("健康路")), ([], ["健康路三室朝东"]))

    def test_indexing_costs_the_same_number_of_queries_for_one_as_for_many(self) -> None:
        pks = [self.post(title=f"水门桥第{number}套").pk for number in range(12)]
        with self.assertNumQueries(6):
            index.update("listing", pks[:1])
        with self.assertNumQueries(6):
            index.update("listing", pks)


class BoardWordsTests(BoardTestCase):
    def test_a_board_keeps_to_the_words_in_its_own_category_under_its_other_conditions(self) -> None:
        mine = self.post(title="水门桥两室朝南", values={"rent": 1500})
        self.post(title="水门桥三室朝南", values={"rent": 2600})
        self.post(title="健康路两室", values={"rent": 1500})
        make_listing(title="水门桥搬家", category=Category.objects.get(slug="moving"))
        self.assertEqual(self.found("rent", "q=水门桥&rent_max=2000"), [mine.pk])
        self.assertEqual(len(self.found("", "q=水门桥")), 3)

    def test_the_counts_are_those_of_the_words(self) -> None:
        self.post(title="水门桥两室", region="lianshui")
        self.post(title="健康路两室", region="huaian")
        self.assertEqual(self.counts(self.board("rent", "q=水门桥"), "region")["huaian"], "0")

    def test_the_words_stay_in_the_field_in_every_link_and_in_the_feed(self) -> None:
        self.post(title="水门桥两室朝南")
        page = self.client.get("/classifieds/rent/?q=水门桥")
        self.assertContains(page, 'name="q" value="水门桥"')
        self.assertContains(page, "/feeds/classifieds-rent.rss?q=%E6%B0%B4%E9%97%A8%E6%A1%A5")
        self.assertContains(self.client.get("/feeds/classifieds-rent.rss?q=水门桥"), "水门桥两室朝南")
        self.assertNotContains(self.client.get("/feeds/classifieds-rent.rss?q=健康路"), "水门桥两室朝南")

    def test_words_that_nothing_has_give_an_empty_board_that_says_so(self) -> None:
        self.post()
        for typed in ("荷花灯会", "。！", "' OR 1=1 --"):
            self.assertContains(self.client.get(f"/classifieds/rent/?q={typed}"), "没有合条件的信息", msg_prefix=typed)
