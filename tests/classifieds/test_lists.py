"""Listings on the front page and on the editions."""

import datetime
import re
from typing import Any

import time_machine
from django.utils import timezone

from classifieds.models import Listing
from portal.moderation import surfaces
from portal.moderation.models import Target
from portal.moderation.takedown import restore, withdraw
from tests.assertions import PageTestCase
from tests.factories import make_category, make_editor, make_listing, make_region


class ListsTestCase(PageTestCase):
    def listings_on(self, path: str) -> list[int]:
        """The listings that a reader finds there, in order."""
        return [int(pk) for pk in re.findall(r'href="/classifieds/(\d+)/"', self.ask(path).text)]


class FrontTests(ListsTestCase):
    def test_the_newest_stand_there_once_and_newest_first(self) -> None:
        made = [make_listing().pk for _ in range(9)]
        self.assertEqual(self.listings_on("/"), made[:2:-1])

    def test_what_has_no_reach_or_is_done_does_not(self) -> None:
        now = timezone.now()
        facts: list[dict[str, Any]] = [{"quarantined_at": now}, {"held_at": now}, {"deleted_at": now}, {"done_at": now}]
        facts += [{"withdrawn_at": now}, {"expires_at": now}]
        for fact in facts:
            make_listing(**fact)
        self.assertEqual(self.listings_on("/"), [])
        self.assertContains(self.client.get("/"), "还没有便民信息")

    def test_the_open_groups_stand_beside_them(self) -> None:
        make_category("dating", name="交友征婚", group=None, is_open=False)
        make_listing()
        response = self.client.get("/")
        self.assertContains(response, 'href="/classifieds/housing/"')
        self.assertNotContains(response, "交友征婚")

    def test_it_costs_the_same_for_one_and_for_six(self) -> None:
        self.assertFlatCost("/", make_listing, rows=6)

    def test_no_contact_is_in_it(self) -> None:
        make_listing(phone="13800001234")
        self.assertNotContains(self.client.get("/"), "13800001234")


class EditionTests(ListsTestCase):
    def test_it_shows_the_listings_of_its_region_and_of_the_towns_in_it(self) -> None:
        county = make_region()
        town = make_region("gaogou", name="高沟镇", kind="town", parent=county)
        here, there = make_listing(region=town), make_listing(region=make_region("other"))
        self.assertEqual(self.listings_on(county.get_absolute_url()), [here.pk])
        self.assertEqual(self.listings_on(there.region.get_absolute_url()), [there.pk])

    def test_a_region_without_listings_asks_for_the_first(self) -> None:
        response = self.client.get(make_region().get_absolute_url())
        self.assertContains(response, "涟水县还没有便民信息")
        self.assertContains(response, "/classifieds/post/?region=lianshui")

    def test_it_costs_the_same_for_one_and_for_five(self) -> None:
        self.assertFlatCost(make_region().get_absolute_url(), make_listing, rows=5)


class SimilarTests(ListsTestCase):
    """What stands beside a listing on its own page."""

    def similar_to(self, listing: Listing) -> list[int]:
        return [pk for pk in self.listings_on(listing.get_absolute_url()) if pk != listing.pk]

    def test_what_is_near_in_place_and_price_comes_first(self) -> None:
        listing = make_listing(price=1000)
        here, dear, far = make_listing(price=1100), make_listing(price=8000), make_listing(region=make_region("other"))
        make_listing(category=make_category("sale"))
        make_listing(intent="wanted")
        self.assertEqual(self.similar_to(listing), [here.pk, far.pk, dear.pk])

    def test_what_has_no_reach_or_is_done_is_not_recommended(self) -> None:
        listing, now = make_listing(), timezone.now()
        facts: list[dict[str, Any]] = [{"quarantined_at": now}, {"done_at": now}, {"held_at": now}]
        for fact in facts:
            make_listing(**fact)
        self.assertEqual(self.similar_to(listing), [])

    def test_it_costs_the_same_for_one_and_for_four(self) -> None:
        self.assertFlatCost(make_listing().get_absolute_url(), make_listing, rows=4)


class LeavingTests(ListsTestCase):
    """Every page where a listing is met, as cached, before and after it goes."""

    def setUp(self) -> None:
        super().setUp()
        self.listing = make_listing(title="水门桥带车库的两室")
        self.pages = surfaces.addresses_of(self.listing, Target.LISTING)

    def assertGone(self) -> None:  # noqa: N802
        for path in self.pages:
            if "q=" in path:  # says what was asked for, which is the title
                self.assertNotIn(self.listing.get_plain_url(), self.ask(path).text, path)
            else:
                page = self.ask(path).text
                self.assertNotIn(self.listing.title, page, path)
                self.assertNotIn(f"{self.listing.get_plain_url()}<", page, path)

    def assertThere(self) -> None:  # noqa: N802
        self.assertIn("/", self.pages)
        self.assertIn(self.listing.region.get_absolute_url(), self.pages)
        for path in self.pages:
            page = self.ask(path).text
            # A sitemap has its address alone.
            self.assertTrue(self.listing.title in page or f"{self.listing.get_plain_url()}<" in page, path)

    def test_a_withdrawn_listing_leaves_every_page_and_comes_back(self) -> None:
        self.assertThere()
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.listing, by=make_editor(), reason="骗人的")
        self.assertGone()
        with self.captureOnCommitCallbacks(execute=True):
            restore(self.listing, by=make_editor(), reason="看错了")
        self.assertThere()

    def test_a_deleted_listing_leaves_every_page(self) -> None:
        self.assertThere()
        with self.captureOnCommitCallbacks(execute=True):
            self.listing.delete_by_poster()
        self.assertGone()

    def test_a_listing_leaves_when_it_expires_though_nothing_was_purged(self) -> None:
        Listing.objects.update(expires_at=timezone.now() + datetime.timedelta(minutes=5))
        self.assertThere()
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5, seconds=1)):
            self.assertGone()

    def test_a_new_listing_appears_on_pages_that_were_cached_without_it(self) -> None:
        self.assertThere()
        with self.captureOnCommitCallbacks(execute=True):
            new = make_listing()
        for path in ("/", new.region.get_absolute_url(), "/classifieds/", new.category.get_absolute_url()):
            self.assertEqual(self.listings_on(path)[0], new.pk, path)
