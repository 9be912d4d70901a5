"""The three dresses of every page."""

import datetime

from django.test import SimpleTestCase, TestCase

from portal.lib.script import to_traditional
from tests.factories import make_article, make_listing, make_region


class PrefixTests(TestCase):
    def setUp(self) -> None:
        make_region("lianshui", name_en="Lianshui County")
        self.article = make_article(
            title="涟水县图书馆开到十点", body='<p>读者可以<a href="/tags/头发/">留言</a>。</p>'
        )
        self.path = self.article.get_absolute_url()

    def test_hant_turns_interface_and_content_to_traditional(self) -> None:
        response = self.client.get(f"/hant{self.path}")
        self.assertContains(response, "漣水縣圖書館開到十點")
        self.assertContains(response, "關注度")
        self.assertContains(response, '<html lang="zh-Hant"')

    def test_hant_leaves_addresses_as_they_are(self) -> None:
        self.assertContains(self.client.get(f"/hant{self.path}"), 'href="/tags/头发/"')

    def test_en_has_an_english_interface_over_the_chinese_story(self) -> None:
        response = self.client.get(f"/en{self.path}")
        self.assertContains(response, '<html lang="en"')
        self.assertContains(response, "Lianshui County")
        self.assertContains(response, "涟水县图书馆开到十点")

    def test_en_writes_dates_in_english(self) -> None:
        listing = make_listing(expires_at=datetime.datetime(2030, 3, 18, 12, tzinfo=datetime.UTC))
        self.assertContains(self.client.get(f"/en{listing.get_absolute_url()}"), "Shown until 18 March")

    def test_links_stay_in_the_dress_that_the_reader_chose(self) -> None:
        self.assertContains(self.client.get("/hant/"), f'href="/hant{self.path}"')
        self.assertContains(self.client.get("/en/"), f'href="/en{self.path}"')
        self.assertContains(self.client.get("/"), f'href="{self.path}"')

    def test_every_dress_is_a_page_of_its_own_and_names_the_others(self) -> None:
        site = "http://127.0.0.1:8000"
        for dress in ("", "/hant", "/en"):
            response = self.client.get(f"{dress}{self.path}")
            self.assertContains(response, f'<link rel="canonical" href="{site}{dress}{self.path}">')
            self.assertContains(response, f'<meta property="og:url" content="{site}{dress}{self.path}">')
            self.assertContains(response, f'"mainEntityOfPage":"{site}{dress}{self.path}"')
            for language, prefix in (("zh-Hans", ""), ("zh-Hant", "/hant"), ("en", "/en"), ("x-default", "")):
                self.assertContains(response, f'hreflang="{language}" href="{site}{prefix}{self.path}"')

    def test_what_changes_nothing_on_a_page_makes_no_page_of_its_own(self) -> None:
        for query, kept in (("x=1", ""), ("page=1", ""), ("page=x", ""), ("utm_source=a&page=2&y=3", "?page=2")):
            response = self.client.get(f"/hant/?{query}")
            self.assertContains(response, f'<link rel="canonical" href="http://127.0.0.1:8000/hant/{kept}">')

    def test_a_prefix_in_a_prefix_is_no_page(self) -> None:
        self.assertEqual(self.client.get("/hant/en/").status_code, 404)


class TraditionalPageTests(SimpleTestCase):
    def test_text_and_spoken_attributes_turn(self) -> None:
        self.assertEqual(to_traditional('<p title="图">图</p>'), '<p title="圖">圖</p>')

    def test_what_a_reader_typed_stays(self) -> None:
        typed = '<textarea name="text">图</textarea><input value="图">'
        self.assertEqual(to_traditional(typed), typed)

    def test_a_bracket_within_an_attribute_does_not_end_the_tag(self) -> None:
        self.assertEqual(to_traditional('<a href="/a>图">图</a>'), '<a href="/a>图">圖</a>')
