"""Boards: narrowed by any combination, counted rightly, under addresses that stay."""

import re
from typing import Any
from unittest import mock

from django.utils import timezone

from classifieds import boards
from classifieds.models import Contact, Listing, Photo
from portal.moderation.takedown import withdraw
from tests.classifieds.boards import BoardTestCase
from tests.factories import make_editor, make_region


class NarrowingTests(BoardTestCase):
    def test_a_choice_a_range_and_a_region_narrow_together(self) -> None:
        fits = self.post(values={"rooms": 2, "rent": 900})
        self.post(values={"rooms": 2, "rent": 2400})
        self.post(values={"rooms": 3, "rent": 900})
        self.post(values={"rooms": 2, "rent": 900}, region="huaian")
        self.assertEqual(self.found(query="rooms=2&rent_max=1000&region=lianshui"), [fits.pk])

    def test_both_ends_of_a_range_belong_to_it(self) -> None:
        listing = self.post(values={"rent": 1500.5})
        for query, number in (
            ("rent_min=1500.5", 1),
            ("rent_max=1500.5", 1),
            ("rent_min=1500.51", 0),
            ("rent_max=1500", 0),
        ):
            self.assertEqual(len(self.found(query=query)), number, query)
        self.assertEqual(self.found(query="rent_min=1500&rent_max=1501"), [listing.pk])

    def test_a_county_holds_its_towns_and_a_town_only_itself(self) -> None:
        county, town = self.post(), self.post(region="gaogou")
        self.assertEqual(self.found(query="region=lianshui"), [town.pk, county.pk])
        self.assertEqual(self.found(query="region=gaogou"), [town.pk])
        self.assertEqual(self.found(query="region=other"), [])

    def test_offers_are_parted_from_what_is_wanted(self) -> None:
        phone = {"price": 900, "condition": "good"}
        offer, wanted = self.post("phones", values=phone), self.post("phones", values=phone, intent="wanted")
        self.assertEqual(self.found("phones", "intent=offer"), [offer.pk])
        self.assertEqual(self.found("phones", "intent=wanted"), [wanted.pk])
        self.assertNotIn("intent", self.board("rent").parameters)

    def test_days_are_a_range_too(self) -> None:
        ride = {"origin": "涟水", "destination": "南京", "leaves_at": "2027-01-05", "clock": "7点"}
        listing = self.post("ride-offer", values=ride)
        self.assertEqual(self.found("ride-offer", "leaves_at_min=2027-01-05&leaves_at_max=2027-01-05"), [listing.pk])
        self.assertEqual(self.found("ride-offer", "leaves_at_max=2027-01-04"), [])

    def test_few_numbers_are_chosen_and_the_last_means_or_more(self) -> None:
        rooms = [self.post(values={"rooms": number}).pk for number in (1, 4, 5, 9)]
        self.assertEqual(self.found(query="rooms=4"), [rooms[1]])
        self.assertEqual(self.found(query="rooms=5-"), [rooms[3], rooms[2]])

    def test_what_says_nothing_of_it_is_not_admitted(self) -> None:
        self.post(values={"rooms": None, "way": None})
        self.assertEqual(self.found(query="rooms=2"), [])
        self.assertEqual(self.found(query="way=whole"), [])
        self.assertEqual(len(self.found()), 1)

    def test_a_group_holds_its_leaves_and_the_board_of_all_holds_everything(self) -> None:
        rent, sale = self.post(), self.post("sale", values={"area": 90, "price": 66, "who": "owner"})
        job = self.post("full-time", values={"post": "电工", "pay": 6500, "pay_per": "month"})
        self.assertEqual(self.found("housing"), [sale.pk, rent.pk])
        self.assertEqual(self.found("housing", "who=owner&area_min=80"), [sale.pk])
        self.assertEqual(self.found(""), [job.pk, sale.pk, rent.pk])

    def test_what_is_no_longer_public_is_not_on_it(self) -> None:
        now = timezone.now()
        for fact in ("held_at", "withdrawn_at", "deleted_at", "expires_at"):
            fields: dict[str, Any] = {fact: now}
            self.post(**fields)
        self.assertEqual(self.found(), [])

    def test_editing_moves_a_listing(self) -> None:
        listing = self.post()
        listing.values["way"], listing.region = "shared", make_region("huaian")
        listing.save()
        self.assertEqual(self.found(query="way=whole"), [])
        self.assertEqual(self.found(query="way=shared&region=huaian"), [listing.pk])

    def test_photos_can_be_asked_for(self) -> None:
        plain, pictured = self.post(), self.post()
        photo = Photo.objects.create(listing=pictured)
        self.assertEqual(self.found(query="photos=1"), [pictured.pk])
        Listing.objects.get(pk=pictured.pk).save()
        plain.save()
        self.assertEqual(self.found(query="photos=1"), [pictured.pk])
        photo.delete()
        self.assertEqual(self.found(query="photos=1"), [])
        self.assertEqual(self.found(), [pictured.pk, plain.pk])


class OrderTests(BoardTestCase):
    def test_the_newest_come_first_or_the_cheapest_or_the_dearest(self) -> None:
        dear, cheap, talk = (self.post(values={"rent": rent}).pk for rent in (2000, 500, 0))
        self.assertEqual(self.found(), [talk, cheap, dear])
        self.assertEqual(self.found(query="sort=cheap"), [cheap, dear])
        self.assertEqual(self.found(query="sort=dear"), [dear, cheap])

    def test_a_rent_is_never_compared_with_what_a_flat_is_sold_for(self) -> None:
        for category in ("rent", "phones"):
            self.assertEqual(self.board(category, "sort=cheap").sort, "cheap", category)
        for category in ("housing", "missing", ""):
            self.assertEqual(self.board(category, "sort=cheap").sort, "", category)
            self.assertIsNone(self.board(category).other_order)


class CountTests(BoardTestCase):
    def setUp(self) -> None:
        super().setUp()
        for rooms, region, way in ((1, "lianshui", "whole"), (2, "lianshui", "whole"), (2, "huaian", "shared")):
            self.post(region=region, values={"rooms": rooms, "way": way})

    def test_without_conditions_each_answer_says_how_many_it_would_leave(self) -> None:
        board = self.board()
        self.assertEqual(self.counts(board, "way"), {"whole": "2", "shared": "1"})
        self.assertEqual(self.counts(board, "region"), {"huaian": "1", "lianshui": "2", "other": "0"})
        self.assertEqual(self.counts(board, "rooms"), {"1": "1", "2": "2", "3": "0", "4": "0", "5-": "0"})

    def test_the_question_that_is_answered_counts_as_if_it_were_not(self) -> None:
        board = self.board(query="rooms=2&way=whole")
        self.assertEqual(str(board.found), "1")
        self.assertEqual(self.counts(board, "way"), {"whole": "1", "shared": "1"})
        self.assertEqual(self.counts(board, "rooms")["1"], "1")
        self.assertEqual(self.counts(board, "region"), {"huaian": "0", "lianshui": "1", "other": "0"})

    def test_each_count_is_what_the_board_shows_then(self) -> None:
        for query in ("", "way=whole", "rooms=2&way=whole", "region=lianshui&rooms=2", "rooms=2&rent_min=1&way=shared"):
            board = self.board(query=query)
            for facet in board.facets:
                for option in facet.options:
                    then = self.board(query=board.query(**{facet.question.key: option.value}).removeprefix("?"))
                    self.assertEqual(option.number, str(then.found), (query, facet.question.key, option.value))

    def test_towns_are_counted_once_their_county_is_chosen(self) -> None:
        self.post(region="gaogou")
        self.assertNotIn("gaogou", self.counts(self.board(), "region"))
        for query in ("region=lianshui", "region=gaogou"):
            counts = self.counts(self.board(query=query), "region")
            self.assertEqual((counts["gaogou"], counts["lianshui"]), ("1", "3"), query)

    def test_above_a_thousand_a_count_says_at_least(self) -> None:
        with mock.patch.object(boards, "MOST", 2):
            board = self.board()
            self.assertEqual((str(board.found), len(board.found.rows)), ("2+", 2))
            self.assertEqual(self.counts(board, "rooms")["3"], "")
            self.assertEqual(str(self.board(query="rooms=2").found), "2")

    def test_a_count_leaves_the_cache_with_what_it_counted(self) -> None:
        self.assertIn("全部地区，3 条", self.ask("/classifieds/rent/").text)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(Listing.objects.all()[0], by=make_editor(), reason="骗人的")
        self.assertIn("全部地区，2 条", self.ask("/classifieds/rent/").text)


class AddressTests(BoardTestCase):
    def test_the_same_choice_has_one_address_whatever_order_it_was_made_in(self) -> None:
        queries = (
            "way=whole&region=lianshui",
            "region=lianshui&way=whole",
            "utm_source=x&way=whole&region=lianshui&page=3",
        )
        self.assertEqual(
            {self.board(query=query).address() for query in queries}, {"/classifieds/rent/?region=lianshui&way=whole"}
        )

    def test_a_form_with_empty_fields_leads_to_the_address_without_them(self) -> None:
        response = self.client.get("/classifieds/rent/?way=whole&rooms=&rent_min=&rent_max=&region=")
        self.assertRedirects(response, "/classifieds/rent/?way=whole")

    def test_it_names_its_address_in_every_language(self) -> None:
        self.post()
        html = self.client.get("/hant/classifieds/rent/?way=whole&utm_source=x").content.decode()
        self.assertIn('rel="canonical" href="http://127.0.0.1:8000/hant/classifieds/rent/?way=whole"', html)

    def test_what_is_chosen_can_be_taken_back_one_by_one(self) -> None:
        chosen = self.board(query="way=whole&rooms=2&rent_min=800&rent_max=2000&region=lianshui").chosen
        self.assertEqual([words for words, _address in chosen], ["涟水县", "整租", "2室", "800到2000元/月"])
        self.assertEqual(chosen[3][1], "/classifieds/rent/?region=lianshui&rooms=2&way=whole")

    def test_what_it_cannot_read_it_leaves_out(self) -> None:
        listing = self.post()
        queries = [
            "rent_min=x",
            "way=%00",
            "way=castle",
            "region=atlantis",
            "sort=;drop",
            "page=0",
            "page=x",
            "unknown=1",
        ]
        queries += ["rent_max=1e999", "rent_min=NaN", "rooms=2.5", "rooms=99999999999999999999", "photos=yes", "view=x"]
        queries += ["region=" + "a" * 5000, "rent_min=" + "9" * 400, "leaves_at_min=2027-13-45", "way=whole' OR 1=1--"]
        for query in queries:
            self.assertContains(self.client.get(f"/classifieds/rent/?{query}"), listing.title, msg_prefix=query)
        for query in ("leaves_at_min=2027-13-45", "leaves_at_max=x", "leaves_at_min=99999-01-01"):
            self.assertEqual(self.client.get(f"/classifieds/ride-offer/?{query}").status_code, 200)

    def test_the_list_and_the_cards_hold_the_same(self) -> None:
        titles = {self.post().title for _ in range(3)}
        for query in ("", "?view=list"):
            html = self.client.get(f"/classifieds/rent/{query}").content.decode()
            self.assertEqual(titles, {title for title in titles if title in html})


class PageTests(BoardTestCase):
    def test_twenty_cost_as_many_queries_as_one(self) -> None:
        for path in ("/classifieds/", "/classifieds/housing/", "/classifieds/rent/"):
            Listing.objects.all().delete()
            self.assertFlatCost(path, self.post, rows=20)

    def test_three_conditions_cost_no_more_than_one(self) -> None:
        self.post()
        one = self.cost("/classifieds/rent/?way=whole")
        three = self.cost("/classifieds/rent/?way=whole&rooms=2&rent_max=2000&region=lianshui")
        self.assertLessEqual(len(three), len(one) + 2, "the region and its towns")

    def test_pages_end_where_the_board_ends(self) -> None:
        for _ in range(21):
            self.post()
        self.assertEqual(len(re.findall(r'<article class="listing', self.ask("/classifieds/rent/?page=2").text)), 1)
        self.assertIn("?way=whole&amp;page=2", self.ask("/classifieds/rent/?way=whole").text)
        self.assertEqual(self.ask("/classifieds/rent/?page=1000000000").status, 200)

    def test_a_card_says_the_gist(self) -> None:
        self.post(values={"lift": True})
        self.assertContains(self.client.get("/classifieds/rent/"), "整租 · 2室 · 76㎡ · 房主本人")

    def test_no_contact_is_on_it(self) -> None:
        listing = self.post(phone="13800001234")
        Contact.objects.filter(listing=listing).update(wechat="shili_0001", email="a@example.org")
        html = self.client.get("/classifieds/rent/").content.decode()
        for secret in ("13800001234", "shili_0001", "a@example.org"):
            self.assertNotIn(secret, html)

    def test_an_empty_board_asks_for_the_first_listing(self) -> None:
        response = self.client.get("/classifieds/rent/?region=other")
        self.assertContains(response, 'href="/classifieds/post/rent/?region=other"')
        self.assertContains(response, "没有合条件的信息")

    def test_hostile_titles_stay_text(self) -> None:
        self.post(title="<script>alert(1)</script>")
        self.assertNotContains(self.client.get("/classifieds/rent/"), "<script>alert")
