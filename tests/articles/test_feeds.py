"""Articles as RSS, Atom and JSON Feed, read back by feedparser, and by XPath after the standards' own words."""

import calendar
import json
from typing import Any

import feedparser
from django.test.utils import override_settings
from django.utils import timezone
from lxml import etree

from articles import feeds
from articles.models import Article
from portal.moderation.takedown import withdraw
from tests.assertions import PageTestCase
from tests.factories import (
    make_article,
    make_editor,
    make_listing,
    make_picture,
    make_region,
    make_section,
    make_source,
)
from tests.schemas import wrong_with_json_feed

SITE = "https://town.example"
SCOPES = ("latest", "region-lianshui", "section-livelihood", "tag-早市")
FORMS = ("rss", "atom", "json")
SPACES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "at": "http://purl.org/atompub/tombstones/1.0",
}
Row = tuple[str, str, str, str, tuple[str, ...]]


@override_settings(SITE_URL=SITE, WEBSUB_HUB="https://hub.example/push")
class FeedTestCase(PageTestCase):
    def tree(self, path: str) -> Any:
        return etree.fromstring(self.ask(path).body)

    def items(self, path: str) -> list[dict[str, Any]]:
        feed = json.loads(self.ask(path).body)
        self.assertEqual(wrong_with_json_feed(feed), [])
        return list(feed["items"])

    def make_signed(self, **fields: Any) -> Article:
        """An article of which there is everything to say."""
        known = {
            "title": "早市搬到 <南门> & 停车",
            "lead": "七点开门，“车位”翻倍。",
            "source": make_source("示例晚报", home="https://paper.example/", permission="own"),
            "original_url": "https://paper.example/2026/早市.html",
            "original_author": "周示例",
            "responsible_editor": "郑示例",
            "cover": make_picture(alt="南门早市"),
            "tags": ["早市"],
            "reporters": ["王示例", "李示例"],
        }
        return make_article(**{**known, **fields})


def by_feedparser(body: bytes) -> list[Row]:
    """Address, title, author, source and categories of each entry, as feedparser has them."""
    return [
        (
            one.id,
            one.title,
            "，".join(author.name for author in one.authors if author.get("name")),
            one.source.title,
            tuple(tag.term for tag in one.tags),
        )
        for one in feedparser.parse(body).entries
    ]


def by_xpath(tree: Any) -> list[Row]:
    """The same, by the names of RSS 2.0 with Dublin Core, and of RFC 4287."""
    paths = {
        "item": ("guid", "title", "dc:creator", "source", "category/text()"),
        "a:entry": ("a:id", "a:title", "a:author/a:name", "a:source/a:title", "a:category/@term"),
    }
    rows = []
    for entries, names in paths.items():
        for one in tree.iterfind(f".//{entries}", SPACES):
            identity, title, people, source, terms = names
            authors = "，".join(found.text for found in one.iterfind(people, SPACES))
            categories = tuple(map(str, one.xpath(terms, namespaces=SPACES)))
            said = (one.findtext(identity, None, SPACES), one.findtext(title, None, SPACES))
            rows.append((*said, authors, one.findtext(source, None, SPACES), categories))
    return rows


class ReadBackTests(FeedTestCase):
    def test_two_readers_and_json_say_what_the_article_says(self) -> None:
        articles = [self.make_signed(), self.make_signed(title="渡口 ]]> 2 号", reporters=["王示例"])][::-1]
        for scope in SCOPES:
            expected = [
                (
                    SITE + one.get_absolute_url(),
                    one.title,
                    "，".join(["周示例", *(byline.person.name for byline in one.bylines.all())]),
                    "示例晚报",
                    ("民生", "涟水县", "早市"),
                )
                for one in articles
            ]
            for form in ("rss", "atom"):
                body = self.ask(f"/feeds/{scope}.{form}").body
                self.assertEqual(by_xpath(etree.fromstring(body)), expected, scope)
                self.assertFalse(feedparser.parse(body).bozo, scope)
                self.assertEqual(by_feedparser(body), expected, scope)
            found = [
                (one["id"], one["title"], "，".join(who["name"] for who in one["authors"]), one["_source"]["name"])
                for one in self.items(f"/feeds/{scope}.json")
            ]
            self.assertEqual(found, [row[:4] for row in expected])

    def test_the_original_the_picture_and_the_times_are_named(self) -> None:
        article = self.make_signed()
        original = "https://paper.example/2026/%E6%97%A9%E5%B8%82.html"
        assert article.cover
        file = f"{SITE}{article.cover.file.url}"
        size = article.cover.file.size
        for form in ("rss", "atom"):
            entry = feedparser.parse(self.ask(f"/feeds/latest.{form}").body).entries[0]
            enclosure = entry.enclosures[0]
            self.assertEqual((enclosure.href, enclosure.length, enclosure.type), (file, str(size), "image/webp"))
            self.assertEqual(calendar.timegm(entry.published_parsed), int(article.publish_at.timestamp()))
        self.assertEqual(self.tree("/feeds/latest.rss").findtext(".//dc:source", None, SPACES), original)
        via = self.tree("/feeds/latest.atom").find(".//a:entry/a:link[@rel='via']", SPACES)
        self.assertEqual(via.get("href"), original)
        item = self.items("/feeds/latest.json")[0]
        self.assertEqual((item["external_url"], item["image"]), (original, file))
        self.assertIn("郑示例", item["content_html"])

    def test_the_text_is_in_none(self) -> None:
        self.make_signed(body="<p>正文只在原处。</p>")
        for scope in SCOPES:
            for form in FORMS:
                self.assertNotIn("正文只在原处", self.ask(f"/feeds/{scope}.{form}").text)

    def test_a_picture_whose_file_is_gone_is_left_out(self) -> None:
        article = self.make_signed()
        assert article.cover
        article.cover.file.storage.delete(str(article.cover.file.name))
        self.assertNotIn("<enclosure", self.ask("/feeds/latest.rss").text)

    def test_hant_is_in_traditional_script_with_the_same_addresses(self) -> None:
        article = self.make_signed(title="龙门渡口开放", tags=["龙门"])
        for form in FORMS:
            text = self.ask(f"/hant/feeds/latest.{form}").text
            self.assertIn("龍門渡口開放", text)
            self.assertIn("zh-TW", text)
            self.assertIn(f"{SITE}{article.get_plain_url()}", text)
        self.assertIn('"language": "en"', self.ask("/en/feeds/latest.json").text)


class ScopeTests(FeedTestCase):
    def test_each_scope_has_its_own_and_no_other(self) -> None:
        mine = make_article(tags=["早市"])
        town = make_region("gaogou", name="高沟镇", parent=make_region(), kind="town")
        below = make_article(region=town, section=make_section("economy"))
        make_article(region=make_region("huaian"), section=make_section("economy"), tags=["渡口"])
        for scope, expected in (
            ("region-lianshui", [below, mine]),
            ("section-livelihood", [mine]),
            ("tag-早市", [mine]),
        ):
            titles = [item["title"] for item in self.items(f"/feeds/{scope}.json")]
            self.assertEqual(titles, [one.title for one in expected], scope)

    def test_a_scope_that_is_not_there_answers_404(self) -> None:
        for path in ("region-mars.rss", "section-x.atom", "tag-无.json", "latest.xml", "latest.rss?page=0"):
            self.assertEqual(self.ask(f"/feeds/{path}").status, 404, path)

    def test_a_search_is_a_feed_of_stories_and_listings_with_reach(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            article, listing = make_article(title="渡口今天开"), make_listing(title="渡口两室出租")
            make_listing(title="渡口车位", quarantined_at=timezone.now())
            make_article(title="车站")
        ids = {item["id"] for item in self.items("/feeds/search.json?q=渡口")}
        self.assertEqual(ids, {f"{SITE}{one.get_plain_url()}" for one in (article, listing)})
        self.assertEqual(len(by_xpath(self.tree("/feeds/search.atom?q=渡口"))), 2)
        self.assertEqual(self.items("/feeds/search.json"), [])

    def test_pages_name_the_feeds_of_what_they_list(self) -> None:
        article = make_article(tags=["早市"])
        for path, scope in (
            (article.section.get_absolute_url(), "section-livelihood"),
            (article.region.get_absolute_url(), "region-lianshui"),
            ("/tags/早市/", "tag-%E6%97%A9%E5%B8%82"),
            (article.get_absolute_url(), "latest"),
            ("/search/?q=早市", "search"),
        ):
            head = self.ask(path).text.partition("</head>")[0]
            for form in FORMS:
                self.assertIn(f'href="/feeds/{scope}.{form}', head, path)


class PagingTests(FeedTestCase):
    def links(self, path: str) -> dict[str, str]:
        """The links of a feed by their relation; as RFC 5005 has them in Atom, and RSS borrows them."""
        found = {one.get("rel"): one.get("href") for one in self.tree(path).iterfind(".//a:link", SPACES)}
        return {rel: href.removeprefix(SITE) for rel, href in found.items() if rel in {"first", "previous", "next"}}

    def test_a_long_feed_has_pages_that_lead_to_one_another(self) -> None:
        before, feeds.PER_PAGE = feeds.PER_PAGE, 2
        self.addCleanup(setattr, feeds, "PER_PAGE", before)
        articles = [make_article(lead="有") for _ in range(5)][::-1]
        for form in ("rss", "atom"):
            path, seen = f"/feeds/latest.{form}", []
            first = path
            while path:
                seen += [row[0] for row in by_xpath_ids(self.tree(path))]
                path = self.links(path).get("next", "")
            self.assertEqual(seen, [f"{SITE}{one.get_plain_url()}" for one in articles])
            self.assertEqual(self.links(first), {"first": first, "next": f"{first}?page=2"})
            self.assertEqual(self.links(f"{first}?page=3"), {"first": first, "previous": f"{first}?page=2"})
        self.assertEqual(
            json.loads(self.ask("/feeds/latest.json").body)["next_url"], f"{SITE}/feeds/latest.json?page=2"
        )
        self.assertEqual(
            self.tree("/feeds/latest.atom?page=2").findtext("a:id", None, SPACES), f"{SITE}/feeds/latest.atom"
        )

    def test_a_short_feed_has_none(self) -> None:
        make_article()
        self.assertEqual(self.links("/feeds/latest.atom"), {})


def by_xpath_ids(tree: Any) -> list[tuple[str]]:
    """The identities alone, of entries without much else."""
    return [(one.text,) for one in [*tree.iterfind(".//guid"), *tree.iterfind("a:entry/a:id", SPACES)]]


class ChangeTests(FeedTestCase):
    def test_who_has_it_gets_304_until_something_changes(self) -> None:
        article = make_article()
        for form in FORMS:
            path = f"/feeds/latest.{form}"
            etag = self.ask(path).headers["etag"]
            self.assertEqual(self.ask(path, HTTP_IF_NONE_MATCH=etag).status, 304)
            with self.captureOnCommitCallbacks(execute=True):
                article.title += "。"
                article.save()
            self.assertEqual(self.ask(path, HTTP_IF_NONE_MATCH=etag).status, 200)

    def test_atom_tells_readers_to_forget_what_was_withdrawn(self) -> None:
        article = self.make_signed()
        self.ask("/feeds/latest.atom")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=make_editor(), reason="当事人申请")
        for scope in SCOPES:
            tree = self.tree(f"/feeds/{scope}.atom")
            gone = tree.find("at:deleted-entry", SPACES)
            self.assertEqual(gone.get("ref"), f"{SITE}{article.get_plain_url()}")
            self.assertEqual(by_xpath(tree), [])
            self.assertNotIn("早市搬到", self.ask(f"/feeds/{scope}.atom").text)

    def test_the_hub_is_named_in_the_feed_and_in_its_head(self) -> None:
        for form in ("rss", "atom"):
            answer = self.ask(f"/feeds/latest.{form}")
            self.assertEqual(answer.headers["link"].count('rel="hub"'), 1)
            hub = etree.fromstring(answer.body).find(".//a:link[@rel='hub']", SPACES)
            self.assertEqual(hub.get("href"), "https://hub.example/push")
        self.assertIn('"WebSub"', self.ask("/feeds/latest.json").text)
