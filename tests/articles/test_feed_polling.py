"""The worker's visits to feeds, on a real site that behaves and misbehaves."""

import datetime
from typing import Any
from unittest import mock

from django.conf import settings
from django.test import TestCase
from django.utils import timezone
from django.utils.http import http_date

from articles.index import polling
from articles.index.documents import Document
from articles.index.storing import Stored, store
from articles.models import Entry, Feed
from portal.lib.fetching import Answer, fetch, robots
from tests.articles.feeds import item, page, rss, visit
from tests.factories import make_feed
from tests.foreign_site import Asked, ForeignSite, reply

SOON = datetime.timedelta(seconds=20)
MANY = 1000


class PollingTestCase(TestCase):
    def setUp(self) -> None:
        robots._remembered.clear()
        self.enterContext(self.settings(RATE_LIMITS={**settings.RATE_LIMITS, "articles:fetch": (MANY, 10)}))
        self.site = self.enterContext(ForeignSite())
        self.site.pages["/feed"] = page(item(1), item(2))
        self.feed = make_feed(url=f"{self.site.url}/feed")

    def visit(self) -> Feed:
        self.feed = visit(self.feed)
        return self.feed

    def assert_failed(self, because: str, answer: object) -> None:
        """The visit stores nothing, keeps what there was, and says why in words."""
        before = Entry.objects.count()
        self.site.pages["/feed"] = answer  # type: ignore[assignment]
        self.visit()
        self.assertIn(because, self.feed.reason)
        self.assertEqual(self.feed.state, Feed.State.FAILING)
        self.assertGreater(self.feed.due_at, timezone.now() + datetime.timedelta(minutes=29))
        self.assertEqual(Entry.objects.count(), before)


class VisitTests(PollingTestCase):
    def test_it_stores_what_is_new_and_takes_the_title(self) -> None:
        self.visit()
        self.assertEqual((self.feed.state, self.feed.title, self.feed.status), (Feed.State.GOOD, "示例晚报", 200))
        self.site.pages["/feed"] = page(item(2), item(3))
        self.visit()
        titles = list(Entry.objects.order_by("pk").values_list("title", flat=True))
        self.assertEqual(titles, ["第2条消息", "第1条消息", "第3条消息"])
        self.assertEqual(set(Entry.objects.values_list("state", flat=True)), {Entry.State.NEW})

    def test_it_asks_only_for_what_changed(self) -> None:
        when = http_date(1_600_000_000)
        self.site.pages["/feed"] = page(item(1), etag='"a"', last_modified=when)
        self.visit()
        self.site.pages["/feed"] = reply(status=304)
        self.visit()
        headers = self.site.asked[-1].headers
        self.assertEqual((headers["if-none-match"], headers["if-modified-since"]), ('"a"', when))
        self.assertEqual((self.feed.state, self.feed.status, self.feed.etag), (Feed.State.GOOD, 304, '"a"'))

    def test_the_next_visit_is_after_its_interval(self) -> None:
        self.visit()
        self.assertAlmostEqual(self.feed.due_at, timezone.now() + datetime.timedelta(minutes=30), delta=SOON)

    def test_a_feed_that_moved_for_good_is_followed(self) -> None:
        self.site.pages |= {"/feed": reply(status=301, location="/new"), "/new": page(item(1))}
        self.assertEqual(self.visit().url, f"{self.site.url}/new")
        self.assertEqual(Entry.objects.count(), 1)

    def test_a_detour_for_today_is_not(self) -> None:
        self.site.pages |= {"/feed": reply(status=302, location="/new"), "/new": page(item(1))}
        self.assertEqual(self.visit().url, f"{self.site.url}/feed")

    def test_a_feed_that_moved_to_another_one_of_ours_is_stopped(self) -> None:
        make_feed(url=f"{self.site.url}/new")
        self.site.pages |= {"/feed": reply(status=301, location="/new"), "/new": page(item(1))}
        self.assertEqual(self.visit().state, Feed.State.STOPPED)
        self.assertIn("/new", self.feed.reason)

    def test_a_story_that_changed_is_noted(self) -> None:
        self.visit()
        self.site.pages["/feed"] = page(item(1, title="第1条消息（更正）"), item(2))
        self.visit()
        changed = Entry.objects.exclude(changed_at=None).get()
        self.assertEqual((changed.title, Entry.objects.count()), ("第1条消息（更正）", 2))


class FailureTests(PollingTestCase):
    def test_every_answer_that_is_none_has_its_reason(self) -> None:
        self.visit()
        for because, answer in [
            ("404", reply(status=404)),
            ("403", reply(status=403)),
            ("500", reply(status=500)),
            ("304", reply(status=304)),
            ("不是订阅源", reply(b"<!doctype html><html><body>news</body></html>")),
            ("空的", reply(b"  ")),
            ("JSON Feed", reply(b'{"news": []}')),
            ("坏得读不出来", reply(b"\x00\xff\xfe%PDF-1.7")),
            ("中间断了", reply(rss(item(1), item(3))[:-40])),
            ("没有传完", reply(rss(item(3)), content_length="9000")),
            ("内部网络", reply(status=302, location="http://127.0.0.1/")),
            ("转址", reply(status=302, location="/feed")),
            ("中途断开", b""),
        ]:
            with self.subTest(because):
                self.feed.etag = ""
                self.assert_failed(because, answer)

    def test_each_failure_doubles_the_pause_up_to_two_days(self) -> None:
        self.site.pages["/feed"] = reply(status=500)
        for minutes in (30, 60, 120):
            self.visit()
            self.assertAlmostEqual(self.feed.due_at, timezone.now() + datetime.timedelta(minutes=minutes), delta=SOON)
        Feed.objects.update(failures=1000)
        self.feed.refresh_from_db()
        self.visit()
        self.assertAlmostEqual(self.feed.due_at, timezone.now() + datetime.timedelta(days=2), delta=SOON)
        self.site.pages["/feed"] = page(item(1))
        self.assertEqual((self.visit().failures, self.feed.reason), (0, ""))

    def test_it_waits_as_long_as_it_is_asked_to(self) -> None:
        later = timezone.now() + datetime.timedelta(hours=5)
        for wish in ("18000", http_date(later.timestamp())):
            Feed.objects.update(failures=0)
            self.feed.refresh_from_db()
            self.site.pages["/feed"] = reply(status=429, retry_after=wish)
            self.assertAlmostEqual(self.visit().due_at, later, delta=SOON)

    def test_a_feed_that_is_gone_is_stopped_after_some_farewells(self) -> None:
        self.site.pages["/feed"] = reply(status=410)
        for state in (Feed.State.FAILING, Feed.State.FAILING, Feed.State.STOPPED):
            self.assertEqual(self.visit().state, state)
        self.assertFalse(Feed.objects.due().exists())
        self.feed.ask_for()
        self.assertTrue(Feed.objects.due().exists())

    def test_what_robots_may_not_have_is_not_asked_for(self) -> None:
        self.site.pages["/robots.txt"] = reply(b"User-agent: *\nDisallow: /feed")
        self.assertIn("robots.txt", self.visit().reason)
        self.assertEqual(self.site.paths, [])

    def test_a_mistake_of_our_own_is_in_the_log_and_keeps_nobody(self) -> None:
        self.site.pages["/other"] = page(item(7))
        make_feed(url=f"{self.site.url}/other")

        def broken(feed: Feed, document: Document) -> Stored:
            return store(feed, document) if feed != self.feed else store(feed, None)  # type: ignore[arg-type]

        with mock.patch.object(polling, "store", broken), self.assertLogs(polling.logger, "ERROR"):
            polling.fetch_due()
        self.feed.refresh_from_db()
        self.assertIn("日志", self.feed.reason)
        self.assertEqual(Entry.objects.get().title, "第7条消息")

    def test_a_feed_that_is_deleted_meanwhile_is_no_mistake(self) -> None:
        def fetch_and_delete(url: str, **how: Any) -> Answer:
            answer = fetch(url, **how)
            Feed.objects.all().delete()
            return answer

        with mock.patch.object(polling, "fetch", fetch_and_delete), self.assertNoLogs(polling.logger, "ERROR"):
            self.assertEqual(polling.fetch_due(), 1)


class RoundTests(PollingTestCase):
    def test_a_round_visits_what_is_due_and_nothing_else(self) -> None:
        make_feed(url=f"{self.site.url}/later", due_at=timezone.now() + datetime.timedelta(minutes=1))
        make_feed(url=f"{self.site.url}/stopped", stopped_at=timezone.now())
        make_feed(url=f"{self.site.url}/taken", claimed_until=timezone.now() + datetime.timedelta(minutes=1))
        abandoned = timezone.now() - datetime.timedelta(seconds=1)
        make_feed(url=f"{self.site.url}/abandoned", claimed_until=abandoned)
        self.assertEqual(polling.fetch_due(), 2)
        self.assertEqual(self.site.paths, ["/feed", "/abandoned"])
        self.assertEqual(polling.fetch_due(), 0)

    def test_of_two_workers_one_visits(self) -> None:
        copy = Feed.objects.get(pk=self.feed.pk)
        self.assertEqual((self.feed.claim(), copy.claim()), (True, False))

    def test_one_site_is_not_asked_for_everything_at_once(self) -> None:
        for number in range(4):
            make_feed(url=f"{self.site.url}/{number}")
        with self.settings(RATE_LIMITS={"articles:fetch": (3, 10)}):
            polling.fetch_due()
        self.assertEqual(len(self.site.paths), 3)
        self.assertEqual(Feed.objects.filter(fetched_at=None, failures=0, claimed_until=None).count(), 2)

    def test_a_site_that_wants_pauses_gets_them(self) -> None:
        self.site.pages["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 30")
        make_feed(url=f"{self.site.url}/other")
        polling.fetch_due()
        self.assertEqual(self.site.paths, ["/feed"])

    def test_a_dying_site_does_not_keep_the_others(self) -> None:
        def dying(asked: Asked) -> list[bytes]:
            self.site.server.server_close()
            return [b"HTTP/1.1 200 OK\r\n"]

        self.site.pages["/feed"] = dying
        with ForeignSite() as other:
            other.pages["/feed"] = page(item(5))
            make_feed(url=f"{other.url}/feed")
            self.assertEqual(polling.fetch_due(), 2)
        self.assertEqual(Entry.objects.get().title, "第5条消息")
