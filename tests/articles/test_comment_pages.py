"""Reading and reporting comments."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.test import RequestFactory, TestCase
from django.utils import timezone

from articles.comment_views import MINE
from articles.comments import own_scope
from articles.models import Comment
from portal.lib.visitors import visitor
from portal.moderation.models import Report
from portal.moderation.takedown import withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor


class PageTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.article = make_article()
        self.url = f"/articles/{self.article.pk}/comments/"

    def thread(self) -> None:
        comment = make_comment(self.article)
        for _i in range(2):
            make_comment(self.article, parent=comment)

    def test_many_comments_cost_as_many_queries_as_one(self) -> None:
        self.assertFlatCost(self.url, self.thread, rows=15)

    def test_only_the_household_that_wrote_it_sees_a_held_comment(self) -> None:
        comment = make_comment(self.article, text="加薇信看图", held_at=timezone.now())
        own: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7"}
        request = RequestFactory().get("/", **own)
        Comment.objects.update(visitor=visitor(request, own_scope()))
        link = f"{self.url}?mine={signing.dumps(comment.pk, salt=MINE)}"
        self.assertContains(self.client.get(link, **own), "加薇信看图")
        self.assertNotContains(self.client.get(link, REMOTE_ADDR="198.51.100.7"), "加薇信看图")
        other = f"/articles/{make_article().pk}/comments/?{link.partition('?')[2]}"
        self.assertNotContains(self.client.get(other, **own), "加薇信看图")

    def test_many_comments_cost_the_article_as_many_queries_as_one(self) -> None:
        self.assertFlatCost(self.article.get_absolute_url(), self.thread, rows=15)

    def test_the_article_shows_the_newest_and_leads_to_the_rest(self) -> None:
        for number in range(25):
            make_comment(self.article, text=f"第{number:02}条评论")
        page = self.client.get(self.article.get_absolute_url()).content.decode()
        self.assertEqual(re.findall(r"第(\d\d)条评论", page), [f"{number:02}" for number in range(24, 14, -1)])
        self.assertIn("全部25条评论", page)
        self.assertContains(self.client.get(f"{self.url}?page=2"), "第04条评论")

    def test_a_long_thread_goes_on_on_its_own_page(self) -> None:
        comment = make_comment(self.article)
        for number in range(25):
            make_comment(self.article, parent=comment, text=f"第{number:02}个回复")
        page = self.client.get(self.url).content.decode()
        self.assertEqual(re.findall(r"第(\d\d)个回复", page), [f"{number:02}" for number in range(3)])
        self.assertIn(f"?thread={comment.pk}", page)
        self.assertContains(self.client.get(f"{self.url}?thread={comment.pk}&page=2"), "第24个回复")

    def test_the_page_of_the_article_is_the_same_for_everyone_and_holds_no_challenge(self) -> None:
        first, second = (self.client.get(self.article.get_absolute_url()).content for _i in range(2))
        self.assertEqual(first, second)
        self.assertNotIn(b"proof-of-work work", first)

    def test_a_comment_changes_the_cached_page_of_its_article(self) -> None:
        path = self.article.get_absolute_url()
        self.assertNotIn("刚写的", self.ask(path).text)
        with self.captureOnCommitCallbacks(execute=True):
            make_comment(self.article, text="刚写的")
        self.assertIn("刚写的", self.ask(path).text)

    def test_comments_go_with_their_article(self) -> None:
        make_comment(self.article, text="还看得到吗")
        withdraw(self.article, by=make_editor(), reason="个人信息")
        self.assertNotContains(self.client.get(self.url), "还看得到吗", status_code=410)
        self.assertEqual(self.client.post(self.url, {"text": "好"}).status_code, 410)
        self.assertEqual(self.client.get("/articles/999999999999999999999/comments/").status_code, 404)


class ReportTests(TestCase):
    def setUp(self) -> None:
        self.article = make_article()
        self.url = f"/articles/{self.article.pk}/comments/"
        self.comment = make_comment(self.article, text="加我领红包")
        self.path = f"{self.url}{self.comment.pk}/report/"

    def report(self, address: str, **typed: str) -> Any:
        return self.client.post(self.path, typed, REMOTE_ADDR=address)

    def test_looking_at_the_question_reports_nothing(self) -> None:
        self.assertContains(self.client.get(self.path), "加我领红包")
        self.assertFalse(Report.objects.exists())

    def test_a_report_is_thanked_for_and_keeps_its_reason(self) -> None:
        self.assertContains(self.report("203.0.113.1", reason="广告"), "已收到")
        self.assertEqual(Report.objects.get().reason, "广告")
        self.assertNotIn("203.0.113", str(Report.objects.values().get()))

    def test_one_household_counts_once_however_often_it_reports(self) -> None:
        for _i in range(5):
            self.assertEqual(self.report("203.0.113.1").status_code, 200)
        for number in range(5):
            self.report(f"2001:db8::{number}")
        self.assertEqual(Report.objects.count(), 2)
        self.assertTrue(Comment.objects.public().exists())

    def test_three_households_take_it_from_the_page_until_an_editor_decides(self) -> None:
        for number in range(3):
            self.report(f"203.0.113.{number}")
        self.assertNotContains(self.client.get(self.url), "加我领红包")
        self.assertEqual(self.report("203.0.113.9").status_code, 404)
        self.comment.approve(by=make_editor())
        for number in range(10, 16):
            self.report(f"203.0.113.{number}")
        self.assertContains(self.client.get(self.url), "加我领红包")

    def test_it_is_reported_under_its_own_article_only(self) -> None:
        other = make_article()
        self.assertEqual(self.client.post(f"/articles/{other.pk}/comments/{self.comment.pk}/report/").status_code, 404)

    def test_another_site_cannot_make_a_browser_report(self) -> None:
        response = self.client.post(self.path, headers={"Origin": "https://evil.example"})
        self.assertEqual(response.status_code, 403)

    def test_a_reason_that_is_too_long_is_kept(self) -> None:
        self.assertContains(self.report("203.0.113.1", reason="长" * 201), "最多写200字", status_code=422)

    def test_the_address_of_a_comment_leads_to_its_thread(self) -> None:
        reply = make_comment(self.article, parent=self.comment)
        address = urlsplit(reply.get_absolute_url())
        page = self.client.get(f"{address.path}?{address.query}").content.decode()
        self.assertIn(f'id="{address.fragment}"', page)
        self.assertIn("加我领红包", page)
