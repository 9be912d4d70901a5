"""Feeds at the desk: seeing how they do, asking for them, bringing in and taking out lists of them."""

import datetime
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.index import opml
from articles.models import Feed
from tests.desk import DeskTestCase
from tests.factories import make_entry, make_feed, make_region, make_section
from tests.foreign_site import names

FEEDS = "/admin/articles/feed/"
LIST = (
    '<opml><outline text="晚报" xmlUrl="http://a.example/feed"/><outline text="坏的" xmlUrl="ftp://a.example/"/></opml>'
)


class HealthTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down("编辑")

    def test_the_list_says_in_words_how_each_is(self) -> None:
        make_feed(title="新的")
        make_entry(feed=make_feed(title="好的", fetched_at=timezone.now()))
        make_feed(title="坏的", fetched_at=timezone.now(), failures=3, reason="对方说没有这个网址（404）。")
        make_feed(title="停的", stopped_at=timezone.now(), reason="编辑停止了读取。")
        page = self.client.get(FEEDS)
        for words in ("还没读过", "正常", "失败3次：对方说没有这个网址（404）。", "已停止：编辑停止了读取。"):
            self.assertContains(page, words)
        for state, title in (("new", "新的"), ("good", "好的"), ("failing", "坏的"), ("stopped", "停的")):
            shown = self.client.get(FEEDS, {"state": state}).context["cl"].result_list
            self.assertEqual([str(feed) for feed in shown], [title])

    def test_the_list_costs_the_same_for_any_number(self) -> None:
        make_entry()
        self.client.get(FEEDS)
        costs = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as asked:
                self.client.get(FEEDS)
            costs.append(len(asked))
            for _number in range(3):
                make_entry()
        self.assertEqual(costs[0], costs[1])

    def test_fetching_now_is_left_to_the_worker(self) -> None:
        feed = make_feed(due_at=timezone.now() + datetime.timedelta(days=1), stopped_at=timezone.now())
        with names() as service:
            self.act("fetch_now", feed)
        service.assert_not_called()
        self.assertEqual(list(Feed.objects.due()), [feed])
        self.act("stop", feed)
        self.assertFalse(Feed.objects.due().exists())

    def test_a_new_address_begins_anew_and_keeps_what_the_worker_wrote(self) -> None:
        feed = make_feed(etag="a", failures=3, reason="旧的")
        page = self.client.get(f"{FEEDS}{feed.pk}/change/")
        sent = {**page.context["adminform"].form.initial, "interval": 60}
        Feed.objects.update(etag="b")
        self.client.post(f"{FEEDS}{feed.pk}/change/", sent)
        feed.refresh_from_db()
        self.assertEqual((feed.interval, feed.etag, feed.failures), (60, "b", 3))
        self.client.post(f"{FEEDS}{feed.pk}/change/", {**sent, "url": "http://new.example/feed"})
        feed.refresh_from_db()
        self.assertEqual((feed.url, feed.etag, feed.failures, feed.reason), ("http://new.example/feed", "", 0, ""))


class ListTests(DeskTestCase):
    def choose(self, text: str = LIST) -> dict[str, object]:
        file = SimpleUploadedFile("feeds.opml", text.encode())
        return {"file": file, "section": make_section().pk, "region": make_region().pk, "mode": "wait"}

    def test_a_list_is_shown_first_and_then_taken(self) -> None:
        self.sit_down("编辑")
        page = self.client.post(reverse("admin:articles_feed_import"), self.choose())
        self.assertContains(page, "将添加")
        self.assertContains(page, "不能添加：")
        self.assertFalse(Feed.objects.exists())
        form = page.context["form"]
        sent = {name: form[name].value() for name in form.fields}
        sent |= {"section": make_section().pk, "region": make_region().pk}
        with names() as service:
            done = self.client.post(reverse("admin:articles_feed_subscribe"), sent, follow=True)
        service.assert_not_called()
        self.assertContains(done, "已添加1个订阅源")
        self.assertEqual(Feed.objects.get().url, "http://a.example/feed")

    def test_what_is_no_list_is_refused_with_a_reason(self) -> None:
        self.sit_down("编辑")
        for text, reason in (("<opml>\n<a>", "第2行"), ("<opml/>", "没有订阅源")):
            page = self.client.post(reverse("admin:articles_feed_import"), self.choose(text))
            self.assertContains(page, reason, status_code=422)

    def test_a_page_that_was_tampered_with_adds_nothing(self) -> None:
        self.sit_down("编辑")
        evil = [{"line": 1, "url": "file:///etc/passwd", "title": "", "home": "", "folder": ""}]
        for outlines in ("nonsense", "[1]", json.dumps([{"url": 1}]), json.dumps(evil)):
            sent = {**self.choose(), "outlines": outlines}
            sent.pop("file")
            self.client.post(reverse("admin:articles_feed_subscribe"), sent)
        self.assertFalse(Feed.objects.exists())

    def test_all_feeds_go_out_as_a_file(self) -> None:
        make_feed(url="http://a.example/feed", title="晚报")
        self.sit_down("编辑")
        answer = self.client.get(reverse("admin:articles_feed_export"))
        self.assertIn("feeds.opml", answer.headers["Content-Disposition"])
        self.assertEqual([one.title for one in opml.read(answer.content)], ["晚报"])

    def test_only_those_who_may_add_feeds_bring_in_lists(self) -> None:
        self.sit_down("记者")
        for name in ("import", "subscribe"):
            self.assertEqual(self.client.post(reverse(f"admin:articles_feed_{name}"), self.choose()).status_code, 403)
        self.assertEqual(self.client.get(reverse("admin:articles_feed_export")).status_code, 403)
