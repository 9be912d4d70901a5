"""From an entry of a feed to an article: known by its address, denied, grouped, as far as its source permits."""

import datetime
from unittest.mock import patch

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from articles.index import grouping, ingest, suggesting
from articles.models import Article, Entry, Feed, Permission
from articles.models.duties import owed
from portal.moderation.models import Decision
from portal.moderation.takedown import withdraw
from tests.factories import make_article, make_editor, make_entry, make_feed, make_region, make_section, make_source

WORDS = "蒋坝镇的早市昨天搬进河边广场，86个摊位按号经营，每天收摊后统一保洁。"
CONTENT = f"<p>{WORDS}</p><script>alert(1)</script>" + "".join(
    f"<p>第{number}排摊位由摊主自己选定，{number + 30}人报名。</p>" for number in range(20)
)


def an_entry(**fields: object) -> Entry:
    given = {"title": "蒋坝早市搬家了", "url": "https://www.news.example/a/1.html?utm_source=rss", "content": CONTENT}
    return make_entry(**{**given, "author": "周小河", **fields})


class TakeTests(TestCase):
    def take(self, **fields: object) -> Article:
        article = ingest.take(an_entry(**fields))
        assert article is not None
        return article

    def index_only(self, **fields: object) -> Feed:
        return make_feed(source=make_source("索引报", permission=Permission.NONE, evidence=""), **fields)

    def test_it_waits_for_an_editor_with_all_that_a_repost_owes_except_the_editors_name(self) -> None:
        article = self.take()
        self.assertEqual(article.state, Article.State.IN_REVIEW)
        self.assertEqual((article.original_title, article.original_author), ("蒋坝早市搬家了", "周小河"))
        self.assertEqual(owed(article), ["responsible_editor"])
        entry = Entry.objects.get()
        self.assertEqual((entry.state, entry.article), (Entry.State.TAKEN, article))

    def test_of_a_source_that_permits_nothing_no_text_is_even_stored(self) -> None:
        article = self.take(feed=self.index_only())
        self.assertEqual(article.body, "")
        self.assertTrue(0 < len(article.lead) <= 80)
        self.assertTrue(article.lead.startswith("蒋坝镇的早市"))

    def test_a_text_that_is_permitted_is_cleaned(self) -> None:
        self.assertNotIn("script", self.take().body)

    def test_a_feed_with_a_named_editor_publishes_by_itself_and_that_is_written_down(self) -> None:
        article = self.take(feed=make_feed(mode=Feed.Mode.AUTO, responsible_editor="林责编"))
        self.assertEqual(article.state, Article.State.PUBLIC)
        self.assertContains(self.client.get(article.get_absolute_url()), "林责编")
        self.assertIn("林责编", Decision.objects.get(verb="approve").reason)

    def test_without_a_named_editor_no_feed_publishes_by_itself(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_feed(mode=Feed.Mode.AUTO)

    def test_the_same_page_under_another_spelling_is_taken_once(self) -> None:
        first = self.take()
        self.assertIsNone(ingest.take(an_entry(url="http://m.news.example/a/1.html#top")))
        self.assertEqual(Entry.objects.filter(article=first).count(), 2)

    def test_what_an_editor_cited_before_is_known(self) -> None:
        make_article(original_url="http://news.example/a/1.html?spm=1")
        self.assertIsNone(ingest.take(an_entry()))

    def test_what_was_withdrawn_is_refused_with_a_reason(self) -> None:
        article = make_article(original_url="https://news.example/a/1.html", title="早市搬家", body=CONTENT)
        withdraw(article, by=make_editor(), reason="当事人申请")
        Article.objects.filter(pk=article.pk).update(address="")
        self.assertIsNone(ingest.take(an_entry()))
        entry = Entry.objects.get()
        self.assertEqual(entry.state, Entry.State.REFUSED)
        self.assertIn("已经撤下", entry.reason)

    def test_what_is_much_like_something_withdrawn_waits(self) -> None:
        withdraw(make_article(title="别的标题", body=CONTENT), by=make_editor(), reason="当事人申请")
        ingest.take(an_entry())
        self.assertEqual(Entry.objects.get().state, Entry.State.HELD)

    def test_what_another_source_told_is_in_its_story(self) -> None:
        other = make_article(title="河边早市", body=CONTENT, source=make_source("另一家"))
        grouping.group_new()
        article = self.take()
        other.refresh_from_db()
        article.refresh_from_db()
        self.assertIsNotNone(article.story_id)
        self.assertEqual(article.story_id, other.story_id)

    def test_an_entry_without_title_or_address_is_refused(self) -> None:
        for fields in ({"title": " "}, {"url": ""}):
            self.assertIsNone(ingest.take(an_entry(**fields)))
        self.assertEqual(Entry.objects.filter(state=Entry.State.REFUSED).exclude(reason="").count(), 2)

    def test_an_article_is_never_from_the_future_and_says_when_it_was_fetched(self) -> None:
        seen = timezone.now() - datetime.timedelta(hours=2)
        later = timezone.now() + datetime.timedelta(days=3)
        article = self.take(published_at=later, first_seen_at=seen)
        self.assertLessEqual(article.publish_at, timezone.now())
        self.assertEqual(article.created_at, seen)

    def test_one_entry_that_fails_keeps_no_other_back(self) -> None:
        bad, good = an_entry(title="坏的"), an_entry(url="https://news.example/b")
        real = ingest.describe

        def describe(entry: Entry, text: str) -> Article:
            if entry.pk == bad.pk:
                raise RuntimeError("broken")
            return real(entry, text)

        with patch.object(ingest, "describe", describe), self.assertLogs("articles.index.ingest", "ERROR"):
            self.assertEqual(ingest.take_new(), 2)
        bad.refresh_from_db()
        good.refresh_from_db()
        self.assertEqual((bad.state, good.state), (Entry.State.HELD, Entry.State.TAKEN))
        self.assertEqual(ingest.take_new(), 0)


class SuggestingTests(TestCase):
    def test_the_region_is_what_the_title_names_else_the_text_else_the_feeds(self) -> None:
        city = make_region("huaian", kind="city")
        town = make_region("jiangba", name="蒋坝镇", kind="town")
        feed = make_feed()
        cases = (
            ("蒋坝镇早市搬家", "淮安市", town),
            ("早市搬家", "淮安市蒋坝镇的早市", town),
            ("早市搬家", "淮安的早市", city),
            ("蔣壩鎮早市搬家", "", town),
            ("早市搬家", "河边", feed.region),
        )
        for title, text, expected in cases:
            with self.subTest(title, text=text):
                self.assertEqual(suggesting.region(title, text, feed), expected)

    def test_the_section_is_the_one_that_the_source_names(self) -> None:
        economy, feed = make_section("economy"), make_feed()
        self.assertEqual(suggesting.section(["經濟"], feed), economy)
        self.assertEqual(suggesting.section(["天下"], feed), feed.section)

    def test_tags_are_those_that_the_site_has(self) -> None:
        make_article(tags=["早市", "渡口", "市"])
        self.assertEqual(suggesting.tags("早市搬家", "离渡口不远", []), ["早市", "渡口"])
        self.assertEqual(suggesting.tags("搬家", "", ["渡口", "新词"]), ["渡口"])

    def test_language_and_script(self) -> None:
        cases = (
            ("早市搬进河边广场", "zh-Hans"),
            ("早市搬進河邊廣場", "zh-Hant"),
            ("The market moved", "en"),
            ("12", ""),
        )
        for text, expected in cases:
            self.assertEqual(suggesting.language(text), expected, text)


class DeskTests(TestCase):
    def setUp(self) -> None:
        self.client.force_login(make_editor())

    def sign(self, article: Article) -> str:
        data = {"action": "approve", "_selected_action": [article.pk]}
        return self.client.post("/admin/articles/article/", data, follow=True).content.decode()

    def test_a_repost_is_signed_off_in_one_step_once_nothing_is_owed(self) -> None:
        article = ingest.take(an_entry())
        assert article is not None
        self.assertIn("责任编辑", self.sign(article))
        article.refresh_from_db()
        self.assertEqual(article.state, Article.State.IN_REVIEW)
        Article.objects.filter(pk=article.pk).update(responsible_editor="林责编")
        self.sign(article)
        article.refresh_from_db()
        self.assertEqual(article.state, Article.State.PUBLIC)

    def test_an_entry_that_was_held_gets_a_second_chance(self) -> None:
        entry = an_entry(state=Entry.State.HELD, reason="出错")
        data = {"action": "take", "_selected_action": [entry.pk]}
        self.client.post("/admin/articles/entry/", data)
        entry.refresh_from_db()
        self.assertEqual(entry.state, Entry.State.TAKEN)
        self.assertEqual(self.client.get("/admin/articles/entry/").status_code, 200)
        self.assertEqual(self.client.get(f"/admin/articles/entry/{entry.pk}/change/").status_code, 200)
