"""A board as RSS, Atom and JSON Feed."""

import json
import re
from xml.etree import ElementTree

from django.test.utils import override_settings
from django.utils import timezone

from classifieds import feeds
from classifieds.models import Contact, Listing
from tests.classifieds.boards import BoardTestCase

TITLES = (".//item/title", "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
PATHS = [f"/feeds/classifieds{of}.{form}" for of in ("", "-housing", "-rent") for form in ("rss", "atom", "json")]


@override_settings(SITE_URL="https://town.example")
class FeedTests(BoardTestCase):
    def titles(self, path: str) -> list[str]:
        """The titles of the entries, however the feed is written."""
        content = self.client.get(path).content
        if path.partition("?")[0].endswith(".json"):
            return [item["title"] for item in json.loads(content)["items"]]
        tree = ElementTree.fromstring(content)
        return [str(title.text) for path in TITLES for title in tree.iterfind(path)]

    def test_every_scope_in_every_form_has_the_newest_first(self) -> None:
        titles = [self.post().title for _ in range(3)][::-1]
        for path in PATHS:
            self.assertEqual(self.titles(path), titles, path)

    def test_it_is_narrowed_like_the_page(self) -> None:
        self.post()
        fits = self.post(values={"way": "shared"}, region="huaian")
        for path in PATHS[-3:]:
            self.assertEqual(self.titles(f"{path}?way=shared&region=huaian"), [fits.title])

    def test_only_what_has_reach_and_is_still_to_be_had_is_in_it(self) -> None:
        for fact in ("quarantined_at", "held_at", "withdrawn_at", "deleted_at", "expires_at", "done_at"):
            Listing.objects.filter(pk=self.post().pk).update(**{fact: timezone.now()})
        for path in PATHS:
            self.assertEqual(self.titles(path), [], path)

    def test_no_contact_and_no_free_text_is_in_it(self) -> None:
        listing = self.post(phone="13800001234", body="电话一三八〇〇〇〇一二三四")
        Contact.objects.filter(listing=listing).update(wechat="shili_0001", email="a@example.org", name="老许")
        for path in PATHS:
            content = self.client.get(path).content.decode()
            for secret in ("13800001234", "shili_0001", "a@example.org", "老许", "一三八"):
                self.assertNotIn(secret, content, path)

    def test_entries_are_known_by_their_plain_address_in_every_language(self) -> None:
        listing = self.post()
        for dress in ("", "/hant", "/en"):
            item = json.loads(self.client.get(f"{dress}/feeds/classifieds-rent.json").content)["items"][0]
            self.assertEqual((item["id"], item["url"]), (f"https://town.example/classifieds/{listing.pk}/",) * 2)

    def test_a_long_one_has_pages_under_the_same_conditions(self) -> None:
        before, feeds.PER_PAGE = feeds.PER_PAGE, 2
        self.addCleanup(setattr, feeds, "PER_PAGE", before)
        titles = [self.post().title for _ in range(5)][::-1]
        self.post(values={"way": "shared"})
        path, seen = "https://town.example/feeds/classifieds-rent.json?way=whole", []
        while path:
            page = json.loads(self.client.get(path.removeprefix("https://town.example")).content)
            seen += [item["title"] for item in page["items"]]
            path = page.get("next_url", "")
        self.assertEqual(seen, titles)
        for page in ("4", "0", "x", "01"):
            self.assertEqual(self.client.get(f"/feeds/classifieds-rent.rss?way=whole&page={page}").status_code, 404)

    def test_it_says_where_it_is_and_which_page_shows_the_same(self) -> None:
        self.post()
        feed = json.loads(self.client.get("/feeds/classifieds-rent.json?way=whole").content)
        self.assertEqual(feed["home_page_url"], "https://town.example/classifieds/rent/?way=whole")
        self.assertEqual(feed["feed_url"], "https://town.example/feeds/classifieds-rent.json?way=whole")
        self.assertEqual(feed["title"], "出租，整租 - 邻闻")
        self.assertIn("整租 · 2室 · 76㎡", feed["items"][0]["content_text"])

    def test_who_has_it_already_gets_304_until_it_changes(self) -> None:
        self.post()
        for path in (
            "/feeds/classifieds.rss",
            "/feeds/classifieds-rent.atom?way=whole",
            "/feeds/classifieds-shop.json",
        ):
            first = self.client.get(path)
            self.assertEqual(self.client.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code, 304, path)
        etag = self.client.get("/feeds/classifieds-rent.rss")["ETag"]
        self.post()
        self.assertEqual(self.client.get("/feeds/classifieds-rent.rss", HTTP_IF_NONE_MATCH=etag).status_code, 200)

    def test_hostile_titles_stay_text_and_the_feed_well_formed(self) -> None:
        titles = ["]]><script>alert(1)</script>", "&amp; \u202e反", "a\x0b\x1fb", "\ufffe末"]
        for title in titles:
            self.post(title=title)
        for path in PATHS:
            self.assertEqual(len(self.titles(path)), len(titles), path)

    def test_a_scope_that_is_not_there_answers_404(self) -> None:
        for path in ("/feeds/classifieds-castle.rss", "/feeds/classifieds-rent.xml", "/feeds/classifieds-.rss"):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_the_board_names_its_feeds(self) -> None:
        html = self.client.get("/classifieds/rent/?way=whole&sort=cheap").content.decode()
        for form in ("rss", "atom", "json"):
            self.assertIn(f'href="/feeds/classifieds-rent.{form}?way=whole"', html)
        self.assertTrue(re.search(r'<a href="/feeds/classifieds-rent\.rss\?way=whole">订阅这组条件</a>', html))

    def test_fifty_cost_as_many_queries_as_one(self) -> None:
        self.assertFlatCost("/feeds/classifieds.rss", self.post, rows=20)
