"""The verb that takes things off the site."""

from django.test import TestCase

from articles.models import Article
from portal.moderation import surfaces
from portal.moderation.models import Decision, Target
from portal.moderation.takedown import restore, withdraw
from tests.factories import make_article, make_editor


class WithdrawTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_editor()
        self.article = make_article(title="三里步道修好了", reporters=["甲"], tags=["步道"])

    def text(self, url: str) -> str:
        return b"".join(self.client.get(url)).decode(errors="replace")

    def test_it_leaves_every_registered_surface(self) -> None:
        addresses = surfaces.addresses_of(self.article, Target.ARTICLE)
        self.assertGreater(len(addresses), 10)
        seen = [url for url in addresses if "三里步道修好了" in self.text(url)]
        self.assertGreater(len(seen), 8)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="个人信息")
        for dress in ("", "/hant", "/en"):
            for url in addresses:
                with self.subTest(dress + url):
                    text = self.text(dress + url)
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
