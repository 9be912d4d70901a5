"""Every state of a thing on every surface, new surfaces too: seen where it should be, and nowhere else."""

import datetime
from http.client import HTTPMessage
from typing import Any
from unittest.mock import patch

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.models import Article
from classifieds.models import Listing
from portal.lib import caching
from portal.lib.ownsite import Answer
from portal.moderation import certificates, surfaces, takedown
from portal.moderation.models import Target
from portal.regions.models import Region
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_listing, make_region
from tests.test_surfaces import TITLE, a_listed_article

# Where a public thing is looked for and not met by name: pages of what hangs below it, of the words typed so far.
BLIND = {
    Target.ARTICLE: {"articles:report", "suggest"},
    Target.LISTING: {"suggest"},
}
# Forms below a listing; they have no address of their own, and answer only while it is public.
BELOW = {"classifieds:contact", "classifieds:message", "classifieds:report", "classifieds:claim"}


class StateTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        one_dress = patch.object(certificates, "DRESSES", ("",))
        one_dress.start()
        self.addCleanup(one_dress.stop)

    def fetch(self, path: str) -> Answer:
        answer = self.ask(path)
        head = HTTPMessage()
        head["Content-Type"] = answer.headers.get("content-type", "text/html")
        return Answer(answer.status, head.get_content_type(), answer.body)

    def seen(self, item: Any) -> dict[str, list[str]]:
        """Where something of it is seen, and what; on pages that are made anew."""
        caching.clear()
        return {one["address"]: one["seen"] for one in certificates.look(item, self.fetch) if one["seen"]}

    def blind(self, item: Any, target: Target) -> set[str]:
        """The surfaces with an address for it where it is not seen."""
        seen = self.seen(item)
        return {
            surface.name
            for surface in surfaces.all_surfaces(target)
            for address in surface.addresses(item)
            if address not in seen
        }

    def assert_nowhere(self, item: Any, state: str) -> None:
        with self.subTest(state):
            self.assertEqual(self.seen(item), {})


class ArticleStateTests(StateTestCase):
    def test_a_public_article_is_seen_on_every_surface(self) -> None:
        self.assertLessEqual(self.blind(a_listed_article(), Target.ARTICLE), BLIND[Target.ARTICLE])

    def test_in_no_other_state_it_is_seen_anywhere(self) -> None:
        now, hour = timezone.now(), datetime.timedelta(hours=1)
        hidden: dict[Article.State, dict[str, Any]] = {
            Article.State.DRAFT: {"workflow": Article.Workflow.DRAFT},
            Article.State.IN_REVIEW: {"workflow": Article.Workflow.IN_REVIEW},
            Article.State.SCHEDULED: {"publish_at": now + hour},
            Article.State.EXPIRED: {"expires_at": now - hour},
            Article.State.HELD: {"held_at": now},
            Article.State.WITHDRAWN: {"withdrawn_at": now},
        }
        self.assertEqual(set(Article.State) - set(hidden), {Article.State.PUBLIC, Article.State.DEINDEXED})
        for state, facts in hidden.items():
            article = a_listed_article()
            Article.objects.filter(pk=article.pk).update(**facts)
            article.refresh_from_db()
            self.assertEqual(article.state, state)
            self.assert_nowhere(article, state)
            Article.objects.filter(pk=article.pk).delete()

    def test_a_deindexed_article_is_seen_at_its_own_address_alone(self) -> None:
        article = a_listed_article()
        takedown.deindex(article, by=None, reason="x")
        own = f"/articles/{article.pk}/"
        elsewhere = {address for address in self.seen(article) if not address.startswith(own)}
        asked_for = {f"/saved/?ids={article.pk}", f"/takedown/?url={own}"}
        self.assertEqual(elsewhere, asked_for, "it is on lists")


class ListingStateTests(StateTestCase):
    def test_a_public_listing_is_seen_on_every_surface(self) -> None:
        self.assertLessEqual(self.blind(make_listing(title=TITLE), Target.LISTING), BLIND[Target.LISTING])

    def test_in_no_other_state_it_is_seen_anywhere(self) -> None:
        now = timezone.now()
        for name in ("held_at", "withdrawn_at", "deleted_at", "expires_at"):
            listing = make_listing(title=TITLE)
            Listing.objects.filter(pk=listing.pk).update(**{name: now})
            listing.refresh_from_db()
            self.assert_nowhere(listing, name)

    def test_the_forms_below_a_withdrawn_listing_do_not_answer(self) -> None:
        listing = make_listing()
        without = {s.name for s in surfaces.all_surfaces(Target.LISTING) if not s.addresses(listing)}
        self.assertEqual(without - {"classifieds:photo"}, BELOW, "a surface without an address is looked at nowhere")
        takedown.withdraw(listing, by=make_editor(), reason="x")
        for name in sorted(BELOW):
            with self.subTest(name):
                self.assertIn(self.ask(reverse(name, args=[listing.pk])).status, {404, 405, 410})


class CommentStateTests(StateTestCase):
    def test_a_public_comment_is_seen_and_one_in_another_state_is_not(self) -> None:
        text = "我家就住渡口东边第三户，院里有棵枣树。"
        for facts in ({}, {"held_at": timezone.now()}, {"removed_at": timezone.now()}):
            comment = make_comment(a_listed_article(), text=text, **facts)
            with self.subTest(facts):
                self.assertEqual(bool(self.seen(comment)), not facts)


class NoContentTests(StateTestCase):
    def test_what_is_said_to_show_no_content_shows_none(self) -> None:
        a_listed_article()
        make_listing(title=TITLE)
        asked = 0
        for name in sorted(surfaces._without_content):
            try:
                path = reverse(name)
            except NoReverseMatch:
                continue  # below somebody's secret, or a file
            asked += 1
            with self.subTest(name):
                self.assertNotIn(TITLE, self.ask(path).text)
        self.assertGreater(asked, 8)


class PlaceTests(StateTestCase):
    def test_a_story_of_a_town_is_looked_for_in_the_edition_of_its_county_too(self) -> None:
        county = make_region("lianshui")
        town = make_region("gaogou", name="高沟镇", kind=Region.Kind.TOWN, parent=county)
        article = make_article(title=TITLE, region=town)
        seen = self.seen(article)
        for path in ("/regions/gaogou/", "/regions/lianshui/", "/feeds/region-lianshui.rss"):
            self.assertIn("title", seen[path])
