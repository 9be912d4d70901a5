"""Hubs and search engines hear of what came, changed and went; what they do not take waits."""

import datetime
import json
from typing import Any
from unittest import mock
from urllib.parse import parse_qs

import time_machine
from django.db import transaction
from django.test import TestCase
from django.test.utils import override_settings
from django.utils import timezone

from articles.models import Article
from portal.announcing import sending
from portal.announcing.models import Message
from portal.announcing.queue import Service
from portal.announcing.sending import MOST_TRIES, tell_due
from portal.lib import fetching
from portal.moderation.takedown import withdraw
from tests.factories import make_article, make_editor, make_listing
from tests.foreign_site import ForeignSite, reply

SITE = "https://town.example"


class AnnouncingTestCase(TestCase):
    """A site with a hub and two search engines, all on this machine."""

    def setUp(self) -> None:
        self.other = self.enterContext(ForeignSite())
        for path in ("/hub", "/indexnow", "/baidu?site=town"):
            self.other.pages[path] = reply(status=200)
        self.enterContext(
            override_settings(
                SITE_URL=SITE,
                WEBSUB_HUB=f"{self.other.url}/hub",
                INDEXNOW_KEY="0123456789abcdef",
                INDEXNOW_URL=f"{self.other.url}/indexnow",
                BAIDU_LINKS_URL=f"{self.other.url}/baidu?site=town",
            )
        )

    def told(self, path: str) -> list[str]:
        """What was sent there, as text."""
        return [asked.body.decode() for asked in self.other.asked if asked.path == path]

    def waiting(self, service: Service) -> list[str]:
        return list(Message.objects.filter(service=service).order_by("path").values_list("path", flat=True))


class TellingTests(AnnouncingTestCase):
    def test_each_service_hears_in_its_own_words(self) -> None:
        article = make_article(tags=["早市"])
        article.save()
        self.assertEqual(tell_due(), 2 + 12)
        page = f"{SITE}{article.get_plain_url()}"
        said = json.loads(self.told("/indexnow")[0])
        self.assertEqual((said["host"], said["urlList"]), ("town.example", [page]))
        self.assertEqual(self.told("/baidu?site=town"), [page])
        form = parse_qs(self.told("/hub")[0])
        self.assertEqual(form["hub.mode"], ["publish"])
        for feed in ("latest.rss", "region-lianshui.atom", "section-livelihood.json", "tag-%E6%97%A9%E5%B8%82.rss"):
            self.assertIn(f"{SITE}/feeds/{feed}", form["hub.url"])
        self.assertFalse(Message.objects.exists())

    def test_the_key_that_is_named_is_there(self) -> None:
        make_article()
        tell_due()
        place = json.loads(self.told("/indexnow")[0])["keyLocation"].removeprefix(SITE)
        self.assertEqual(self.client.get(place).content.decode(), "0123456789abcdef")
        with override_settings(INDEXNOW_KEY=""):
            self.assertEqual(self.client.get(place).status_code, 404)

    def test_a_draft_is_told_to_nobody_and_a_scheduled_story_when_its_time_comes(self) -> None:
        make_article(workflow=Article.Workflow.DRAFT)
        later = timezone.now() + datetime.timedelta(hours=2)
        article = make_article(publish_at=later)
        self.assertEqual(tell_due(), 0)
        with time_machine.travel(later + datetime.timedelta(minutes=1)):
            self.assertGreater(tell_due(), 0)
        self.assertIn(article.get_plain_url(), self.told("/indexnow")[0])

    def test_a_story_that_is_put_off_for_good_is_not_told_of(self) -> None:
        article = make_article(publish_at=timezone.now() + datetime.timedelta(hours=2))
        self.assertTrue(article.return_to_draft(by=make_editor()))
        self.assertEqual(self.waiting(Service.INDEXNOW), [])

    def test_what_was_withdrawn_is_told_to_who_looks_again(self) -> None:
        article = make_article()
        tell_due()
        withdraw(article, by=make_editor(), reason="当事人申请")
        self.assertEqual(self.waiting(Service.INDEXNOW), [article.get_plain_url()])
        self.assertEqual(self.waiting(Service.BAIDU), [])
        self.assertIn("/feeds/latest.atom", self.waiting(Service.WEBSUB))

    def test_a_listing_without_reach_is_told_to_nobody(self) -> None:
        make_listing(quarantined_at=timezone.now())
        self.assertEqual(tell_due(), 0)
        listing = make_listing()
        self.assertEqual(self.waiting(Service.BAIDU), [listing.get_plain_url()])
        self.assertIn("/feeds/classifieds-rent.rss", self.waiting(Service.WEBSUB))

    def test_without_services_nothing_is_written(self) -> None:
        with override_settings(WEBSUB_HUB="", INDEXNOW_KEY="", BAIDU_LINKS_URL=""):
            make_article()
            make_listing()
            self.assertEqual(tell_due(), 0)
        self.assertFalse(Message.objects.exists())


class LossTests(AnnouncingTestCase):
    def test_what_is_not_taken_is_told_again_later_and_given_up_in_the_end(self) -> None:
        make_listing()
        self.other.pages["/indexnow"] = reply(status=503)
        with self.assertLogs("portal.announcing", "WARNING"):
            tell_due()
        self.assertEqual(len(self.waiting(Service.INDEXNOW)), 1)
        self.assertEqual(tell_due(), 0)  # not at once
        with self.assertLogs("portal.announcing", "WARNING"):
            for _ in range(MOST_TRIES - 1):
                Message.objects.update(due_at=timezone.now())
                tell_due()
        self.assertEqual(self.waiting(Service.INDEXNOW), [])
        self.assertEqual(len(self.told("/indexnow")), MOST_TRIES)

    def test_a_service_that_answers_nothing_stops_no_other(self) -> None:
        make_article()
        self.other.pages["/hub"] = b""
        with self.assertLogs("portal.announcing", "WARNING"):
            self.assertEqual(tell_due(), 2)
        self.assertNotEqual(self.waiting(Service.WEBSUB), [])

    def test_a_change_that_is_undone_leaves_no_word(self) -> None:
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            make_article()
            raise ZeroDivisionError
        self.assertFalse(Message.objects.exists())

    def test_a_change_while_it_is_told_of_is_told_of_again(self) -> None:
        article = make_article()
        # The change comes between reading the queue and clearing it.
        message = Message.objects.get(service=Service.INDEXNOW)

        def fetch(*args: Any, **kwargs: Any) -> Any:
            article.save()
            return fetching.fetch(*args, **kwargs)

        with mock.patch("portal.announcing.sending.fetch", fetch):
            sending._tell(Service.INDEXNOW, [message])
        self.assertEqual(self.waiting(Service.INDEXNOW), [article.get_plain_url()])
