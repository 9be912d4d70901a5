"""The notice form, its status page, and the verb that takes things off the site."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import TestCase

from articles.models import Article
from portal.moderation import surfaces
from portal.moderation.models import Decision, Notice, Target
from portal.moderation.takedown import restore, withdraw
from tests.factories import make_article, make_editor


class NoticeTests(TestCase):
    def setUp(self) -> None:
        self.article = make_article()
        self.said = {
            "url": f"http://127.0.0.1:8000/articles/{self.article.pk}/",
            "wish": "redact",
            "party": "agent",
            "right": "minors",
            "statement": "第三段写了孩子的学校，请删去这一句。",
            "name": "孩子的母亲",
            "contact": "mother@example.org",
            "is_true": "on",
        }

    def file(self, **changes: Any) -> Any:
        return self.client.post("/takedown/", {**self.said, **changes})

    def test_a_notice_gets_a_reference_and_a_page_to_follow_it_by(self) -> None:
        response = self.file()
        notice = Notice.objects.get()
        self.assertEqual((notice.target, notice.object_id), (Target.ARTICLE, self.article.pk))
        self.assertIn(notice.reference, response["Location"])
        page = self.client.get(response["Location"])
        self.assertContains(page, notice.reference)
        self.assertContains(page, "等待编辑处理")

    def test_the_secret_is_stored_only_as_a_hash(self) -> None:
        secret = parse_qs(urlsplit(self.file()["Location"]).query)["secret"][0]
        self.assertNotIn(secret, str(Notice.objects.values().get()))

    def test_the_status_page_needs_the_secret(self) -> None:
        path = urlsplit(self.file()["Location"]).path
        for query in ("", "?secret=", "?secret=x", "?secret=%00%ff"):
            response = self.client.get(path + query)
            self.assertEqual(response.status_code, 404)
            self.assertNotContains(response, "孩子的学校", status_code=404)

    def test_a_form_that_fails_keeps_what_was_typed_and_says_what_to_mend(self) -> None:
        response = self.file(contact="", is_true="")
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "还有2处要改", status_code=422)
        self.assertContains(response, "第三段写了孩子的学校", status_code=422)
        self.assertEqual(Notice.objects.count(), 0)

    def test_an_address_of_another_site_is_refused_with_a_reason(self) -> None:
        for url in (
            "https://evil.example/articles/1/",
            "javascript:alert(1)",
            "//evil.example/",
            "http://[",
            "随便写的",
        ):
            with self.subTest(url):
                self.assertEqual(self.file(url=url).status_code, 422)

    def test_the_form_comes_filled_from_an_article(self) -> None:
        response = self.client.get(f"/takedown/?article={self.article.pk}&wish=correct")
        self.assertContains(response, f'value="/articles/{self.article.pk}/"')
        self.assertContains(response, 'value="correct" id="id_wish_2" required checked')

    def test_nonsense_in_the_address_leaves_the_form_empty(self) -> None:
        self.assertEqual(self.client.get("/takedown/?article=%00'><script>&wish=[]").status_code, 200)


class WithdrawTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_editor()
        self.article = make_article(title="三里步道修好了", reporters=["甲"], tags=["步道"])

    def test_it_leaves_every_registered_surface(self) -> None:
        addresses = surfaces.addresses_of(self.article, Target.ARTICLE)
        self.assertGreater(len(addresses), 10)
        seen = [url for url in addresses if "三里步道修好了" in self.client.get(url).content.decode()]
        self.assertGreater(len(seen), 8)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="个人信息")
        for dress in ("", "/hant", "/en"):
            for url in addresses:
                with self.subTest(dress + url):
                    text = self.client.get(dress + url).content.decode()
                    self.assertNotIn("步道修好了</", text.replace(f'value="{self.article.title}"', ""))

    def test_the_address_answers_410_and_says_why(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="写出了未成年人的学校")
        response = self.client.get(self.article.get_absolute_url())
        self.assertContains(response, "写出了未成年人的学校", status_code=410)
        self.assertEqual(self.client.get(f"{self.article.get_absolute_url()}print/").status_code, 410)

    def test_a_legal_order_answers_451(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="法院决定", removal=Article.Removal.LEGAL)
        self.assertEqual(self.client.get(self.article.get_absolute_url()).status_code, 451)

    def test_it_is_written_down_with_person_and_reason(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="个人信息")
        decision = Decision.objects.get()
        self.assertEqual((decision.verb, decision.by, decision.reason), ("withdraw", self.editor, "个人信息"))

    def test_of_two_editors_only_one_withdraws(self) -> None:
        self.assertTrue(withdraw(self.article, by=self.editor, reason="一"))
        self.assertFalse(withdraw(self.article, by=self.editor, reason="二"))
        self.assertEqual(Decision.objects.count(), 1)

    def test_restoring_brings_it_back(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="个人信息")
        self.assertTrue(restore(self.article, by=self.editor, reason="误报"))
        self.assertEqual(self.client.get(self.article.get_absolute_url()).status_code, 200)
        self.assertFalse(restore(self.article, by=self.editor, reason="误报"))
