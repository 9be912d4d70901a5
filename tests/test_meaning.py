"""What pages tell machines: JSON-LD that says what the page says, and cards for networks."""

import datetime
import io
import json
import re
from typing import Any

from django.test.utils import override_settings
from django.utils import timezone
from PIL import Image

from articles.models import Article, Byline, Correction, Person
from classifieds import taxonomy
from classifieds.models import Category, Listing
from portal.moderation.takedown import withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_editor, make_listing, make_picture, make_source
from tests.schemas.meaning import wrong_with

SITE = "https://town.example"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CARD = re.compile(r'<meta (?:property|name)="((?:og|twitter|article):[^"]+)" content="([^"]*)">')
VALUES: dict[str, dict[str, Any]] = {
    "full-time": {"post": "收银员", "pay": 3500, "pay_per": "month", "people": 2, "employer": "示例超市"},
    "rent": {"way": "whole", "rooms": 2, "area": 76, "rent": 1500, "who": "owner"},
    "sale": {"rooms": 3, "area": 110, "price": 85, "who": "owner"},
    "phones": {"price": 800, "condition": "good", "brand": "示例"},
    "cars": {"price": 30000, "model": "示例牌", "mileage": 60000},
    "repair": {"service": "修空调", "from": 50},
    "community": {"when": "2026-12-01", "where": "水门桥", "host": "示例社区"},
}


@override_settings(SITE_URL=SITE)
class MeaningTestCase(PageTestCase):
    def things(self, path: str) -> dict[str, dict[str, Any]]:
        """What a page says it is, by type; all of it is as it should be."""
        html = self.ask(path).text
        found: list[dict[str, Any]] = []
        for text in SCRIPT.findall(html):
            whole = json.loads(text)
            self.assertEqual(whole.pop("@context"), "https://schema.org")
            found += whole.get("@graph", [whole])
        self.assertEqual([problem for thing in found for problem in wrong_with(thing)], [], path)
        return {thing["@type"]: thing for thing in found}

    def properties(self, path: str) -> dict[str, str]:
        """The Open Graph and Twitter card of a page."""
        return dict(CARD.findall(self.ask(path).text))


class ArticleTests(MeaningTestCase):
    def make_whole(self, **fields: Any) -> Article:
        source = make_source("示例晚报", home="https://paper.example/")
        known = {"source": source, "dateline": "示例晚报讯", "original_url": "https://paper.example/1"}
        known |= {
            "original_author": "",
            "reporters": ["王示例"],
            "tags": ["早市"],
            "lead": "七点开门。",
            "responsible_editor": "郑示例",
        }
        article = make_article(**{**known, **fields})
        editor = Person.objects.create(name="编示例")
        Byline.objects.create(article=article, person=editor, role=Byline.Role.EDITOR)
        return article

    def test_a_story_says_whom_it_is_from_and_what_was_wrong(self) -> None:
        article = self.make_whole()
        Correction.objects.create(article=article, text="是七点半。", at=timezone.now())
        news = self.things(article.get_absolute_url())["NewsArticle"]
        self.assertEqual(news["headline"], article.title)
        self.assertEqual((news["dateline"], news["isBasedOn"]), ("示例晚报讯", "https://paper.example/1"))
        self.assertEqual(news["creditText"], "示例晚报")
        self.assertEqual([(one["name"], one["jobTitle"]) for one in news["author"]], [("王示例", "记者")])
        self.assertEqual([one["name"] for one in news["editor"]], ["编示例", "郑示例"])
        self.assertEqual(news["correction"][0]["text"], "是七点半。")
        self.assertEqual(news["contentLocation"], {"@type": "AdministrativeArea", "name": "涟水县"})
        self.assertEqual(news["publisher"]["correctionsPolicy"], f"{SITE}/corrections/")
        self.assertEqual(news["image"][0]["url"], f"{SITE}{article.get_plain_url()}share.png")
        self.assertNotIn("articleBody", news)

    def test_no_word_of_an_article_can_leave_the_script(self) -> None:
        article = self.make_whole(title="</script><script>alert(1)</script>&amp;\u2028<!--")
        self.assertEqual(self.things(article.get_absolute_url())["NewsArticle"]["headline"], article.title)
        self.assertNotIn("<script>alert", self.ask(article.get_absolute_url()).text)

    def test_an_excerpt_says_no_more_than_the_page(self) -> None:
        source = make_source("只作索引", permission="none", wants_canonical=True)
        article = self.make_whole(source=source, lead="", body=f"<p>{'长' * 200}末尾。</p>", cover=make_picture())
        html = self.ask(article.get_absolute_url()).text
        self.assertNotIn("末尾", html)
        assert article.cover
        self.assertNotIn(str(article.cover.file.name), html)
        self.assertIn('<link rel="canonical" href="https://paper.example/1">', html)

    def test_the_original_is_canonical_only_for_an_excerpt_whose_source_wants_it(self) -> None:
        for fields in ({"permission": "own", "wants_canonical": True}, {"permission": "none"}):
            source = make_source(f"来源{fields}", **fields)
            article = make_article(source=source, original_url="https://paper.example/1")
            html = self.ask(article.get_absolute_url()).text
            self.assertIn(f'<link rel="canonical" href="{SITE}{article.get_plain_url()}">', html)

    def test_hant_says_it_in_traditional_script(self) -> None:
        article = self.make_whole(title="龙门渡口开放")
        news = self.things(f"/hant{article.get_absolute_url()}")["NewsArticle"]
        self.assertEqual((news["headline"], news["inLanguage"]), ("龍門渡口開放", "zh-Hant"))
        self.assertEqual(self.properties(f"/hant{article.get_absolute_url()}")["og:title"], "龍門渡口開放")

    def test_what_was_taken_out_of_all_lists_says_nothing(self) -> None:
        article = self.make_whole()
        Article.objects.filter(pk=article.pk).update(deindexed_at=timezone.now())
        self.assertNotIn("NewsArticle", self.things(article.get_absolute_url()))

    def test_networks_get_a_card(self) -> None:
        article = self.make_whole(title="早市“搬”了 & 停车")
        card = self.properties(article.get_absolute_url())
        self.assertEqual((card["og:type"], card["twitter:card"]), ("article", "summary_large_image"))
        self.assertEqual(card["og:title"], "早市“搬”了 &amp; 停车")
        self.assertEqual(card["og:url"], f"{SITE}{article.get_plain_url()}")


class SharePictureTests(MeaningTestCase):
    def test_a_story_without_a_picture_has_one_drawn_that_goes_with_it(self) -> None:
        article = make_article(title="早市搬到南门" * 12)
        path = f"{article.get_absolute_url()}share.png"
        answer = self.ask(path)
        picture = Image.open(io.BytesIO(answer.body))
        self.assertEqual((answer.headers["content-type"], picture.size), ("image/png", (1200, 630)))
        self.assertGreater(len(picture.convert("L").getcolors() or []), 10)  # something is written on it
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=make_editor(), reason="当事人申请")
        self.assertEqual(self.ask(path).status, 410)

    def test_a_story_with_a_picture_is_shared_with_it(self) -> None:
        article = make_article(cover=make_picture())
        assert article.cover
        card = self.properties(article.get_absolute_url())
        self.assertEqual(card["og:image"], f"{SITE}{article.cover.src}")


class ListTests(MeaningTestCase):
    def test_lists_name_what_they_list_and_where_they_hang(self) -> None:
        article = make_article(reporters=["王示例"], tags=["早市"])
        listing = make_listing()
        for path, item in (
            (article.section.get_absolute_url(), article),
            (article.region.get_absolute_url(), article),
            ("/tags/早市/", article),
            ("/", article),
            ("/classifieds/rent/", listing),
        ):
            things = self.things(path)
            items = things["ItemList"]["itemListElement"]
            self.assertEqual([one["url"] for one in items], [SITE + item.get_absolute_url()], path)
            self.assertTrue(path == "/" or "BreadcrumbList" in things, path)
        person = article.people.get()
        profile = self.things(person.get_absolute_url())["ProfilePage"]
        self.assertEqual(profile["mainEntity"]["name"], "王示例")

    def test_the_check_itself_can_fail(self) -> None:
        self.assertEqual(len(wrong_with({"@type": "ImageObject", "url": "/a.png"})), 3)
        self.assertEqual(wrong_with({"@type": "Castle"}), ["unknown type Castle"])

    def test_the_site_says_what_it_is_and_where_its_rules_are(self) -> None:
        for path in ("/", "/about/"):
            things = self.things(path)
            self.assertEqual(things["NewsMediaOrganization"]["publishingPrinciples"], f"{SITE}/about/")
            self.assertIn("{q}", things["WebSite"]["potentialAction"]["target"]["urlTemplate"])


class ListingTests(MeaningTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()

    def make(self, slug: str, **fields: Any) -> Listing:
        category = (
            Category.objects.get(slug=slug)
            if slug != "community"
            else Category.objects.filter(group__slug="community").first()
        )
        values = VALUES[slug]
        money = next((values[key] for key in ("pay", "rent", "price", "from") if key in values), None)
        unit = {"full-time": "元/月", "rent": "元/月", "sale": "万元"}.get(slug, "元" if money else "")
        known = {"values": values, "price": money, "price_unit": unit, "intent": "offer"}
        return make_listing(category=category, **{**known, **fields})

    def test_each_group_has_its_type(self) -> None:
        expected = {
            "full-time": "JobPosting",
            "rent": "RealEstateListing",
            "phones": "Product",
            "cars": "Vehicle",
            "repair": "Service",
            "community": "Event",
        }
        for slug, kind in expected.items():
            self.assertIn(kind, self.things(self.make(slug).get_absolute_url()), slug)

    def test_prices_are_in_yuan(self) -> None:
        home = self.things(self.make("sale").get_absolute_url())["RealEstateListing"]
        self.assertEqual((home["offers"]["price"], home["offers"]["priceCurrency"]), ("850000", "CNY"))
        job = self.things(self.make("full-time").get_absolute_url())["JobPosting"]
        pay = job["baseSalary"]["value"]
        self.assertEqual((pay["value"], pay["unitText"]), ("3500", "MONTH"))

    def test_neither_contact_nor_free_text_is_told(self) -> None:
        listing = self.make("rent", phone="13800001234", body="电话一三八〇〇〇〇一二三四")
        text = " ".join(SCRIPT.findall(self.ask(listing.get_absolute_url()).text))
        self.assertNotIn("13800001234", text)
        self.assertNotIn("一三八", text)

    def test_what_has_no_reach_or_is_looked_for_is_not_told(self) -> None:
        for fields in ({"quarantined_at": timezone.now()}, {"intent": "wanted"}):
            things = self.things(self.make("rent", **fields).get_absolute_url())
            self.assertNotIn("RealEstateListing", things)

    def test_what_is_gone_is_sold_out(self) -> None:
        listing = self.make("phones", done_at=timezone.now() - datetime.timedelta(hours=1))
        offer = self.things(listing.get_absolute_url())["Product"]["offers"]
        self.assertEqual(offer["availability"], "https://schema.org/SoldOut")
