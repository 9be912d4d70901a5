"""The sitemaps: valid whatever is in them, and only what has reach is."""

import datetime
import re

from django.test.utils import override_settings
from django.utils import timezone

from articles.models import Article
from classifieds.models import Listing
from portal.lib import sitemaps
from portal.moderation.takedown import restore, withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_category, make_editor, make_listing, make_picture, make_source
from tests.schemas import wrong_with_sitemap

SITE = "https://town.example"
FIXED = ("/sitemap.xml", "/sitemap-lists.xml", "/sitemap-news.xml", "/silian.xml")


@override_settings(SITE_URL=SITE)
class SitemapTestCase(PageTestCase):
    def addresses(self, path: str) -> list[str]:
        """The paths that a sitemap names; it is valid, or the test has failed."""
        answer = self.ask(path)
        self.assertEqual(answer.status, 200, path)
        self.assertEqual(wrong_with_sitemap(answer.body), "", path)
        return [found.removeprefix(SITE) for found in re.findall(r"<loc>([^<]+)</loc>", answer.text)]


class EmptyTests(SitemapTestCase):
    def test_all_are_valid_when_there_is_nothing(self) -> None:
        for path in FIXED:
            self.addresses(path)
        self.assertEqual(self.addresses("/sitemap.xml"), ["/sitemap-lists.xml"])

    def test_no_page_that_lives_is_called_dead(self) -> None:
        for path in self.addresses("/silian.xml"):
            self.assertEqual(self.ask(path).status, 404)

    def test_a_part_without_anything_is_not_there(self) -> None:
        for path in ("/sitemap-articles-1.xml", "/sitemap-listings-99999.xml", "/sitemap-articles-0.xml"):
            self.assertEqual(self.ask(path).status, 404, path)


class PartTests(SitemapTestCase):
    def test_the_index_leads_to_every_article_and_listing_with_reach(self) -> None:
        article, listing = make_article(cover=make_picture()), make_listing()
        found = [page for part in self.addresses("/sitemap.xml") for page in self.addresses(part)]
        self.assertIn(article.get_absolute_url(), found)
        self.assertIn(listing.get_absolute_url(), found)
        assert article.cover
        text = self.ask(f"/sitemap-articles-{sitemaps.part_of(article.pk)}.xml").text
        self.assertIn(f"<image:loc>{SITE}{article.cover.file.url}</image:loc>", text)

    def test_a_thing_is_always_in_the_part_of_its_number(self) -> None:
        for number, part in ((1, 1), (sitemaps.PART, 1), (sitemaps.PART + 1, 2)):
            self.assertEqual(sitemaps.part_of(number), part)
            first, last = sitemaps.numbers_of(part)
            self.assertTrue(first <= number <= last)
        make_article(pk=sitemaps.PART)
        make_article(pk=sitemaps.PART + 1)
        self.assertEqual(self.addresses("/sitemap-articles-1.xml"), [f"/articles/{sitemaps.PART}/"])
        self.assertEqual(self.addresses("/sitemap-articles-2.xml"), [f"/articles/{sitemaps.PART + 1}/"])

    def test_more_than_are_read_at_once_are_all_there(self) -> None:
        for _ in range(5):
            make_article()
        before, sitemaps.AT_ONCE = sitemaps.AT_ONCE, 2
        self.addCleanup(setattr, sitemaps, "AT_ONCE", before)
        self.assertEqual(len(self.addresses(self.addresses("/sitemap.xml")[1])), 5)

    def test_a_picture_is_named_only_where_its_text_may_be_shown(self) -> None:
        source = make_source("只作索引", permission="none")
        make_article(cover=make_picture(), source=source)
        part = self.addresses("/sitemap.xml")[1]
        self.assertNotIn("<image:", self.ask(part).text)

    def test_what_has_no_reach_is_in_none(self) -> None:
        kept = make_listing()
        for fact in ("quarantined_at", "held_at", "withdrawn_at", "deleted_at", "expires_at"):
            Listing.objects.filter(pk=make_listing().pk).update(**{fact: timezone.now()})
        part = f"/sitemap-listings-{sitemaps.part_of(kept.pk)}.xml"
        self.assertEqual(self.addresses(part), [kept.get_absolute_url()])

    def test_what_was_deindexed_is_in_none(self) -> None:
        kept, gone = make_article(), make_article()
        Article.objects.filter(pk=gone.pk).update(deindexed_at=timezone.now())
        self.assertEqual(self.addresses("/sitemap-news.xml"), [kept.get_absolute_url()])
        self.assertEqual(self.addresses(self.addresses("/sitemap.xml")[1]), [kept.get_absolute_url()])

    def test_a_scheduled_article_comes_by_itself(self) -> None:
        kept = make_article()
        soon = timezone.now() + datetime.timedelta(seconds=60)
        make_article(publish_at=soon)
        answer = self.ask(f"/sitemap-articles-{sitemaps.part_of(kept.pk)}.xml")
        self.assertEqual(answer.status, 200)
        found = self.site.store.pages.values()
        self.assertTrue(all(page.until <= soon.timestamp() for _state, page in found))


class ListTests(SitemapTestCase):
    def test_lists_with_something_to_show_are_named(self) -> None:
        article = make_article(tags=["早市"], reporters=["王示例"])
        make_listing(category=make_category())
        found = self.addresses("/sitemap-lists.xml")
        person = article.people.get()
        assert article.source
        for path in (
            *("/", "/about/", "/classifieds/", "/classifieds/rent/", "/tags/%E6%97%A9%E5%B8%82/"),
            *(one.get_absolute_url() for one in (article.section, article.region, article.source, person)),
        ):
            self.assertIn(path, found)

    def test_a_tag_that_only_a_withdrawn_article_has_is_not_named(self) -> None:
        make_article(tags=["早市"], withdrawn_at=timezone.now(), reporters=["王示例"])
        found = " ".join(self.addresses("/sitemap-lists.xml"))
        self.assertNotIn("/tags/", found)
        self.assertNotIn("/people/", found)


class NewsTests(SitemapTestCase):
    def test_it_holds_what_is_not_two_days_old(self) -> None:
        fresh = make_article(title="早市 <搬> & 停")
        make_article(publish_at=timezone.now() - datetime.timedelta(hours=49))
        self.assertEqual(self.addresses("/sitemap-news.xml"), [fresh.get_absolute_url()])
        text = self.ask("/sitemap-news.xml").text
        self.assertIn("<news:title>早市 &lt;搬&gt; &amp; 停</news:title>", text)
        self.assertIn("<news:language>zh-cn</news:language>", text)


class DeadTests(SitemapTestCase):
    def test_what_was_withdrawn_is_dead_in_every_dress_and_nothing_else_is(self) -> None:
        gone, lost = make_article(), make_listing()
        make_article(publish_at=timezone.now() + datetime.timedelta(days=1))
        make_article(expires_at=timezone.now())
        make_listing()
        editor = make_editor()
        self.addresses("/silian.xml")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(gone, by=editor, reason="当事人申请")
            withdraw(lost, by=editor, reason="号码被冒用")
        paths = [gone.get_plain_url(), lost.get_plain_url()]
        self.assertEqual(
            self.addresses("/silian.xml"), [dress + path for path in paths for dress in ("", "/hant", "/en")]
        )
        with self.captureOnCommitCallbacks(execute=True):
            restore(gone, by=editor, reason="误会")
        self.assertEqual(len(self.addresses("/silian.xml")), 3)


class RobotsTests(SitemapTestCase):
    def test_robots_txt_names_the_sitemaps_and_leaves_pages_for_one_reader_alone(self) -> None:
        text = self.ask("/robots.txt").text
        self.assertIn(f"Sitemap: {SITE}/sitemap.xml\n", text)
        self.assertIn(f"Sitemap: {SITE}/sitemap-news.xml\n", text)
        for path in ("/search/", "/hant/search/", "/classifieds/manage/"):
            self.assertIn(f"Disallow: {path}\n", text)
