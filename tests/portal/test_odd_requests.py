"""Requests that no browser sends get an answer in words, on both databases."""

import datetime

from django.utils import timezone

from articles.models import Article, Interviewee
from classifieds.models import Category
from portal.moderation.takedown import withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor


class OddRequestTests(PageTestCase):
    def test_none_is_an_error_of_ours(self) -> None:
        article = make_article()
        make_comment(article)
        huge = "9" * 20
        for path in (
            *("/tags/%00/", "/takedown/%00/", "/classifieds/?region=%00", "/classifieds/post/?region=%00"),
            *(f"/saved/?ids={huge}", f"/articles/{huge}/comments/1/report/", f"/articles/{huge}/", f"/people/{huge}/"),
            *("/archive/1/1/1/", "/archive/9999/12/31/", "/archive/2026/2/30/", "/media/" + "x" * 300),
            *("/feeds/classifieds.atom?region=%00", "/search/?q=%00", "/regions/%00/"),
        ):
            with self.subTest(path):
                self.assertLess(self.client.get(path).status_code, 500)

    def test_a_path_that_begins_like_a_host_leads_to_no_other_site(self) -> None:
        page = self.client.get("/", PATH_INFO="//evil.example/x/").content.decode()
        self.assertNotIn('href="//evil', page)

    def test_an_origin_that_is_no_address_is_another_site(self) -> None:
        for path in ("/mode/", "/views/", "/takedown/"):
            self.assertEqual(self.client.post(path, HTTP_ORIGIN="http://[x").status_code, 403)

    def test_a_charset_that_nobody_writes_in_changes_nothing(self) -> None:
        for charset in ("hex", "undefined", "utf-7", "punycode", "raw_unicode_escape"):
            for path in ("/", "/search/?q=x", "/classifieds/?region=x"):
                answer = self.ask(path, CONTENT_TYPE=f"text/plain; charset={charset}")
                self.assertEqual(answer.status, 200, (charset, path))


class StaleCopyTests(PageTestCase):
    def test_saving_an_old_copy_undoes_no_takedown(self) -> None:
        article = make_article()
        old = Article.objects.get(pk=article.pk)
        withdraw(article, by=make_editor(), reason="个人信息")
        old.title = "改过的标题"
        old.save()
        article.refresh_from_db()
        self.assertEqual(article.title, "改过的标题")
        self.assertIsNotNone(article.withdrawn_at)

    def test_an_interviewee_who_is_taken_out_is_no_longer_found(self) -> None:
        article = make_article()
        Interviewee.objects.create(article=article, name="顾望舒（示例）")
        self.assertContains(self.client.get("/search/?q=顾望舒"), article.get_absolute_url())
        Interviewee.objects.get().delete()
        self.assertNotContains(self.client.get("/search/?q=顾望舒"), article.get_absolute_url())

    def test_a_story_withdrawn_later_leaves_the_page_of_one_withdrawn_before(self) -> None:
        first, second = make_article(), make_article(title="三里步道修好了")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(first, by=make_editor(), reason="一")
        self.assertIn("三里步道修好了", self.ask(first.get_absolute_url()).text)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(second, by=make_editor(), reason="二")
        self.assertNotIn("三里步道修好了", self.ask(first.get_absolute_url()).text)

    def test_a_page_ends_with_the_first_of_what_it_shows(self) -> None:
        soon = timezone.now() + datetime.timedelta(seconds=30)
        make_article(expires_at=soon)
        self.assertFalse(Category.objects.filter(slug="none").exists())
        answer = self.client.get("/").wsgi_request.META["linwen.recording"]
        self.assertLess(answer.seconds, 31)
