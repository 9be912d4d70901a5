"""The page cache: the same bytes again without Django, and never a page that should be gone."""

import gzip
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.lib import caching
from portal.lib.caching import Recording
from portal.lib.pagecache import Store, page_key
from portal.moderation.takedown import restore, withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_section


class PageCacheTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.article = make_article(title="三里步道修好了")
        self.path = self.article.get_absolute_url()

    def test_the_second_reader_gets_the_same_bytes_without_a_query(self) -> None:
        first = self.ask(self.path)
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            patch.object(self.site, "application", None),
        ):
            second = self.ask(self.path)
        self.assertEqual(first.status, 200)
        self.assertEqual(first.body, second.body)
        self.assertIn("三里步道修好了", second.body.decode())
        self.assertEqual(len(queries), 0)

    def test_a_reader_who_has_the_page_is_told_that_it_is_unchanged(self) -> None:
        etag = self.ask(self.path).headers["etag"]
        again = self.ask(self.path, HTTP_IF_NONE_MATCH=etag)
        self.assertEqual((again.status, again.body), (304, b""))

    def test_who_asks_by_date_is_told_as_well_once_the_second_is_over(self) -> None:
        self.ask(self.path)
        for second in (4_000_000_000, 1_000_000_000):
            self.assertNotIn("last-modified", self.ask(self.path).headers)
            for page in Path(settings.PAGE_CACHE_DIR, "pages").iterdir():
                os.utime(page, (second, second))
        date = self.ask(self.path).headers["last-modified"]
        self.assertEqual(date, "Sun, 09 Sep 2001 01:46:40 GMT")
        self.assertEqual(self.ask(self.path, HTTP_IF_MODIFIED_SINCE=date).status, 304)
        self.assertEqual(self.ask(self.path, HTTP_IF_MODIFIED_SINCE=date, HTTP_IF_NONE_MATCH='"x"').status, 200)
        with self.captureOnCommitCallbacks(execute=True):
            self.article.save()
        self.assertEqual(self.ask(self.path, HTTP_IF_MODIFIED_SINCE=date).status, 200)

    def test_a_browser_that_takes_gzip_gets_the_same_page_packed(self) -> None:
        plain = self.ask(self.path)
        packed = self.ask(self.path, HTTP_ACCEPT_ENCODING="gzip, br")
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.body), plain.body)

    def test_head_answers_without_a_body(self) -> None:
        self.ask(self.path)
        answer = self.ask(self.path, REQUEST_METHOD="HEAD")
        self.assertEqual((answer.status, answer.body), (200, b""))

    def test_tracking_parameters_do_not_make_another_page(self) -> None:
        self.ask(self.path)
        with patch.object(self.site, "application", None):
            self.assertEqual(self.ask(f"{self.path}?utm_source=wechat&from=timeline").status, 200)

    def test_what_senders_append_is_in_no_link_of_the_kept_page(self) -> None:
        self.assertNotIn("bait", self.ask(f"{self.path}?utm_source=bait&from=bait").text)

    def test_a_port_or_scheme_that_a_client_makes_up_is_no_other_page(self) -> None:
        self.ask(self.path, HTTP_HOST="localhost")
        for made_up in (
            {"HTTP_HOST": "LOCALHOST:4711"},
            {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": "gopher"},
        ):
            with patch.object(self.site, "application", None):
                self.assertEqual(self.ask(self.path, **made_up).status, 200)

    def test_a_filter_whose_name_begins_like_a_tracking_parameter_is_no_tracking_parameter(self) -> None:
        for query in ("from_min=10", "share_max=50", "rent_min=800"):
            self.assertIsNone(page_key({"REQUEST_METHOD": "GET", "QUERY_STRING": query}))

    def test_a_nonsense_page_number_is_answered_and_not_kept(self) -> None:
        for number in ("0", "x", "1000000000", "-1", "9" * 5000, "1.5", "%00"):
            with self.subTest(number[:12]):
                path = f"{reverse('articles:section', args=['livelihood'])}?page={number}"
                self.assertEqual(self.ask(path).status, 200)
                with (
                    patch.object(self.site, "application", side_effect=AssertionError),
                    self.assertRaises(AssertionError),
                ):
                    self.ask(path)

    def test_another_host_never_gets_a_page_made_for_this_one(self) -> None:
        self.ask(self.path, HTTP_HOST="localhost")
        self.assertEqual(self.ask(self.path, HTTP_HOST="evil.example").status, 400)

    def test_reader_pages_set_no_cookie_and_vary_on_none(self) -> None:
        answer = self.ask(self.path)
        self.assertNotIn("set-cookie", answer.headers)
        self.assertNotIn("cookie", answer.headers["vary"].lower())

    def test_a_mode_chosen_without_javascript_has_its_own_page(self) -> None:
        self.assertNotIn("data-care", self.ask(self.path).body.decode())
        self.assertIn("data-care", self.ask(self.path, HTTP_COOKIE="a=b; mode=care").body.decode())
        self.assertNotIn("data-care", self.ask(self.path).body.decode())

    def test_a_missing_page_is_never_kept(self) -> None:
        path = f"/articles/{self.article.pk + 1}/"
        self.assertEqual(self.ask(path).status, 404)
        article = make_article(pk=self.article.pk + 1)
        self.assertEqual(self.ask(article.get_absolute_url()).status, 200)

    def test_a_change_reaches_the_next_reader(self) -> None:
        self.ask(self.path)
        self.article.title = "三里步道延长到湖边"
        with self.captureOnCommitCallbacks(execute=True):
            self.article.save()
        self.assertIn("延长到湖边", self.ask(self.path).body.decode())

    def test_a_change_leaves_pages_alone_that_do_not_show_the_article(self) -> None:
        other = make_article(section=make_section("economy"), region=self.article.region, source=None)
        path = reverse("articles:section", args=["economy"])
        self.ask(path)
        article = make_article(section=make_section("sports", name="体育"))
        with self.captureOnCommitCallbacks(execute=True):
            article.save()
        with patch.object(self.site, "application", None):
            self.assertIn(other.title, self.ask(path).body.decode())

    def test_a_new_comment_shows_at_once(self) -> None:
        self.ask(self.path)
        with self.captureOnCommitCallbacks(execute=True):
            make_comment(self.article, text="轮椅也能走了，谢谢。")
        self.assertIn("轮椅也能走了", self.ask(self.path).body.decode())

    def test_a_withdrawal_reaches_every_cached_page_that_showed_the_title(self) -> None:
        paths = [self.path, f"{self.path}print/", "/", "/sections/livelihood/", "/regions/lianshui/", "/hant/", "/en/"]
        paths += [f"/sources/{self.article.source_id}/", f"/archive/{self.article.day:%Y/%m/%d}/"]
        for path in paths:
            self.assertIn("三里步道", self.ask(path).body.decode(), path)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=make_editor(), reason="个人信息")
        for path in paths:
            self.assertNotIn("三里步道", self.ask(path).body.decode(), path)
        self.assertEqual(self.ask(self.path).status, 410)

    def test_a_page_that_says_gone_is_kept_until_the_article_is_restored(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=make_editor(), reason="个人信息")
        self.assertEqual(self.ask(self.path).status, 410)
        with patch.object(self.site, "application", None):
            self.assertEqual(self.ask(self.path).status, 410)
        with self.captureOnCommitCallbacks(execute=True):
            restore(self.article, by=make_editor(), reason="误报")
        self.assertEqual(self.ask(self.path).status, 200)


class StoreTests(SimpleTestCase):
    """The races between one who writes a page and one who purges it."""

    def keep(self, key: str = "a", *, began: int | None = None, tags: Iterable[str] = ("article:1",)) -> None:
        recording = Recording(tags=set(tags), seconds=60)
        if began is not None:
            recording.began = began
        caching.keep(key, recording, "200 OK", [("Content-Type", "text/html")], b"<p>body</p>")

    def test_a_page_that_began_before_a_purge_is_not_kept(self) -> None:
        began = caching.generation()
        caching.purge("article:1")
        self.keep(began=began)
        self.assertIsNone(Store().find("a"))

    def test_a_clock_that_is_set_back_keeps_no_page_that_began_before_a_purge(self) -> None:
        recording = Recording(tags={"article:1"}, seconds=60)
        with patch("time.time_ns", lambda: 0), patch("time.time", lambda: 0.0):
            caching.purge("article:1")
        caching.keep("a", recording, "200 OK", [], b"stale")
        self.assertIsNone(Store().find("a"))

    def test_a_page_that_began_before_all_was_cleared_is_not_kept(self) -> None:
        recording = Recording(tags={caching.EVERY_PAGE}, seconds=60)
        caching.clear()
        caching.keep("a", recording, "200 OK", [], b"stale")
        self.assertIsNone(Store().find("a"))

    def test_purges_are_numbered_on_after_all_was_cleared(self) -> None:
        caching.purge("article:1")
        number = caching.stamp("article:1")
        caching.clear()
        caching.purge("article:1")
        self.assertGreater(caching.stamp("article:1"), number)

    def test_a_page_that_began_after_a_purge_is_kept(self) -> None:
        caching.purge("article:1")
        self.keep()
        self.assertIsNotNone(Store().find("a"))

    def test_a_purge_reaches_a_process_that_has_the_page_in_memory(self) -> None:
        store = Store()
        self.keep()
        self.assertIsNotNone(store.find("a"))
        caching.purge("article:1")
        self.assertIsNone(store.find("a"))

    def test_a_purge_of_one_tag_leaves_pages_without_it(self) -> None:
        self.keep("a", tags=["article:1", "front"])
        self.keep("b", tags=["front"])
        caching.purge("article:1")
        store = Store()
        self.assertIsNone(store.find("a"))
        self.assertIsNotNone(store.find("b"))

    def test_pages_that_ended_are_removed_with_their_marks(self) -> None:
        self.keep("old")
        self.keep("new")
        folder = Path(settings.PAGE_CACHE_DIR)
        os.utime(folder / "pages" / "old", (0, 0))
        caching.prune()
        self.assertEqual([path.name for path in (folder / "pages").iterdir()], ["new"])
        self.assertEqual([path.name for path in (folder / "tags").glob("*/*")], ["new"])

    def test_writers_and_purgers_at_once_never_leave_a_stale_page(self) -> None:
        """The body is the number of the purge before it was read; after the last purge no lower number may be found."""
        state = {"number": 0}
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                recording = Recording(tags={"article:1"}, seconds=60)
                caching.keep("a", recording, "200 OK", [], str(state["number"]).encode())

        writers = [threading.Thread(target=write) for _ in range(3)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(200):
                state["number"] += 1
                caching.purge("article:1")
                page = Store().find("a")
                self.assertTrue(page is None or int(page.plain) == state["number"], "a stale page was given")
        finally:
            stop.set()
            for writer in writers:
                writer.join()

    def test_what_a_process_remembers_is_made_anew_after_a_purge(self) -> None:
        values = iter("ab")
        self.assertEqual(caching.remembered("site", lambda: next(values)), "a")
        self.assertEqual(caching.remembered("site", lambda: next(values)), "a")
        caching.purge("site")
        self.assertEqual(caching.remembered("site", lambda: next(values)), "b")
