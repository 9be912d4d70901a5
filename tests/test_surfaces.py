"""What holds on every page where readers meet an article or a listing."""

import datetime
import re
from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Correction
from classifieds.models import Listing
from portal.moderation import surfaces
from portal.moderation.models import Target
from portal.moderation.takedown import restore, withdraw
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.assertions import PageTestCase, url_patterns
from tests.factories import make_article, make_comment, make_editor, make_listing

TITLE = "里下河的渡口还在摆渡"
READS = re.compile(r"SELECT|SAVEPOINT|RELEASE SAVEPOINT|DECLARE", re.IGNORECASE)
# What makes a browser fetch something, or send something: the only addresses that must be our own. Links are free.
FETCHES = re.compile(
    r"<(?:script|img|source|iframe|form|input|video|audio|embed|object|use|link(?![^>]*rel=\"(?:canonical|alternate|self|via|enclosure)\"))\b"
    r"[^>]*?\b(?:src|srcset|href|action|data|poster)=\"((?:https?:)?//[^\"]+)\""
)


def a_listed_article() -> Article:
    """An article that every list of the site shows: signed, tagged, corrected, read."""
    article = make_article(title=TITLE, tags=["渡口"], reporters=["孙渡（示例）"])
    Correction.objects.create(
        article=article, text="渡口在河的东岸。", at=timezone.now() - datetime.timedelta(minutes=1)
    )
    counting.record(Kind.ARTICLE, article.pk, address="192.0.2.1", user_agent="Mozilla/5.0")
    counting.rank(Kind.ARTICLE)
    return article


class SurfaceTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        with self.captureOnCommitCallbacks(execute=True):
            self.article, self.listing = a_listed_article(), make_listing(title=TITLE)

    def surfaces(self) -> list[str]:
        """Every address where the article or the listing stands."""
        return [
            *surfaces.addresses_of(self.article, Target.ARTICLE),
            *surfaces.addresses_of(self.listing, Target.LISTING),
        ]

    def dressed(self) -> list[str]:
        """The same in all three dresses."""
        return [dress + address for address in self.surfaces() for dress in ("", "/hant", "/en")]


class RegistryTests(PageTestCase):
    def test_every_address_is_a_surface_or_said_to_show_no_content(self) -> None:
        names = {name for name, _pattern in url_patterns()}
        self.assertEqual(names - surfaces.known_names(), set(), "register these in surfaces.py")
        self.assertEqual(surfaces.known_names() - names, set(), "these are registered and lead nowhere")


class RemovalTests(SurfaceTestCase):
    def stands_on(self, address: str, item: Article | Listing) -> bool:
        """Whether the page shows the item; a search page shows the words that were searched for in any case.

        What a device saved and is gone has a link to the reasons.
        """
        answer = self.ask(address)
        # A page links to it, a sitemap and an XML feed have its address in an element, a JSON feed in a string.
        links = (f'href="{item.get_absolute_url()}"', f"{item.get_plain_url()}<", f'{item.get_plain_url()}",')
        has_link = "/saved/" not in address and any(link in answer.text for link in links)
        repeats_words = "/search/?" in address or "/feeds/search" in address
        return answer.status == 200 and (has_link or (not repeats_words and TITLE in answer.text))

    def assert_leaves(self, item: Article | Listing, target: Target) -> None:
        addresses = surfaces.addresses_of(item, target)
        for address in addresses:
            with self.subTest("before", address=address):
                self.assertTrue(self.stands_on(address, item))
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(item, by=make_editor(), reason="当事人申请")
        for address in addresses:
            with self.subTest("after", address=address):
                self.assertFalse(self.stands_on(address, item))
        self.assertEqual(self.ask(item.get_absolute_url()).status, 410)
        with self.captureOnCommitCallbacks(execute=True):
            restore(item, by=make_editor(), reason="误会")
        for address in addresses:
            with self.subTest("restored", address=address):
                self.assertTrue(self.stands_on(address, item))

    def test_a_withdrawn_article_leaves_every_page_and_comes_back_to_all(self) -> None:
        self.listing.delete()
        self.assert_leaves(self.article, Target.ARTICLE)

    def test_a_withdrawn_listing_leaves_every_page_and_comes_back_to_all(self) -> None:
        self.article.delete()
        self.assert_leaves(self.listing, Target.LISTING)

    def test_an_article_that_is_not_public_yet_stands_nowhere(self) -> None:
        for change in (
            {"workflow": Article.Workflow.DRAFT},
            {"publish_at": timezone.now() + datetime.timedelta(hours=1)},
            {"held_at": timezone.now()},
            {"expires_at": timezone.now()},
        ):
            article = a_listed_article()
            Article.objects.filter(pk=article.pk).update(title=f"不该出现{next(iter(change))}", **change)
            for address in surfaces.addresses_of(article, Target.ARTICLE):
                with self.subTest(change=change, address=address):
                    self.assertNotIn("不该出现", self.client.get(address).getvalue().decode(errors="replace"))


class ReaderPageTests(SurfaceTestCase):
    def test_a_get_writes_nothing(self) -> None:
        for address in self.dressed():
            with self.subTest(address), CaptureQueriesContext(connection) as queries:
                self.client.get(address)
                self.assertEqual([q["sql"] for q in queries if not READS.match(q["sql"])], [])

    def test_no_cookie_is_set(self) -> None:
        for address in self.dressed():
            with self.subTest(address):
                self.assertNotIn("set-cookie", self.ask(address).headers)

    def test_an_editor_who_is_signed_in_gets_the_page_that_all_get(self) -> None:
        self.client.force_login(User.objects.create_superuser("chief"))
        cookie = f"sessionid={self.client.cookies['sessionid'].value}"
        for address in self.surfaces():
            answer = self.ask(address, HTTP_COOKIE=cookie)
            if "no-store" in answer.headers.get("cache-control", ""):
                continue  # a form with a challenge, another one for everybody
            with self.subTest(address):
                self.assertEqual(answer.text, self.ask(address).text)

    def test_nothing_is_fetched_from_anyone_else(self) -> None:
        for address in self.dressed():
            with self.subTest(address):
                self.assertEqual(FETCHES.findall(self.ask(address).text), [])

    def test_a_page_from_the_cache_costs_no_query(self) -> None:
        for address in self.surfaces():
            first = self.ask(address)
            if "no-store" in first.headers.get("cache-control", "") or "?" in address:
                continue
            with self.subTest(address), CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.ask(address).body, first.body)
                self.assertEqual(len(queries), 0)


class CostTests(SurfaceTestCase):
    def make_article(self) -> None:
        """Another article that stands wherever the first one does; what it is to be on is forgotten."""
        with self.captureOnCommitCallbacks(execute=True):
            self._make_article()

    def _make_article(self) -> None:
        article = make_article(tags=["渡口"], reporters=["孙渡（示例）"])
        Correction.objects.create(
            article=article, text="渡口在西岸。", at=timezone.now() - datetime.timedelta(minutes=1)
        )
        make_comment(article)
        counting.record(Kind.ARTICLE, article.pk, address="192.0.2.1", user_agent="Mozilla/5.0")
        counting.rank(Kind.ARTICLE)

    def assert_flat(self, item: Article | Listing, target: Target, make: Callable[[], object], *single: str) -> None:
        for surface in surfaces.all_surfaces(target):
            if surface.name not in single:
                for address in surface.addresses(item)[:1]:
                    with self.subTest(surface.name), transaction.atomic():
                        self.assertFlatCost(address, make)
                        transaction.set_rollback(True)

    def test_a_list_of_many_articles_costs_as_many_queries_as_a_list_of_one(self) -> None:
        single = (
            "articles:detail",
            "articles:print",
            "articles:comments",
            "articles:report",
            "articles:saved",
            "articles:share",
            "search",
            "search_feed",
            "suggest",
            "takedown:new",
        )
        self.assert_flat(self.article, Target.ARTICLE, self.make_article, *single)

    def test_a_list_of_many_listings_costs_as_many_queries_as_a_list_of_one(self) -> None:
        single = ("classifieds:detail", "classifieds:contact", "search", "search_feed", "suggest", "takedown:new")
        self.assert_flat(self.listing, Target.LISTING, make_listing, *single)

    def test_an_article_costs_eight_queries_at_most(self) -> None:
        for _ in range(3):
            make_comment(self.article)
            self.make_article()
        queries = self.cost(self.article.get_absolute_url())
        self.assertLessEqual(len(queries), 8, "\n".join(queries))

    def test_many_comments_cost_as_many_queries_as_one(self) -> None:
        for address in (self.article.get_absolute_url(), f"/articles/{self.article.pk}/comments/"):
            self.assertFlatCost(address, lambda: make_comment(self.article, text="渡" * 99))
