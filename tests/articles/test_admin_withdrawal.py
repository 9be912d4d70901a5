"""Withdrawing at the desk: off every page at once, with a reason, by those who may."""

from portal.moderation.models import Decision
from tests.desk import LIST, DeskTestCase
from tests.factories import make_article


class WithdrawalTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.article = make_article(title="三里步道修好了")
        self.path = f"{LIST}{self.article.pk}/withdraw/"

    def decide(self, **said: str) -> int:
        with self.captureOnCommitCallbacks(execute=True):
            return int(self.client.post(self.path, said).status_code)

    def test_it_leaves_the_pages_and_its_address_says_why(self) -> None:
        self.sit_down("管理员")
        self.assertContains(self.client.get(f"{LIST}{self.article.pk}/change/"), self.path)
        self.assertIn("三里步道修好了", self.ask("/").text)
        self.assertEqual(self.decide(removal="request", reason="写出了未成年人的学校"), 302)
        self.assertNotIn("三里步道修好了", self.ask("/").text)
        page = self.ask(self.article.get_absolute_url())
        self.assertEqual(page.status, 410)
        self.assertIn("写出了未成年人的学校", page.text)
        self.assertEqual(Decision.objects.get().by, self.staff)

    def test_the_same_page_brings_it_back(self) -> None:
        self.sit_down("管理员")
        self.decide(removal="request", reason="个人信息")
        self.assertContains(self.client.get(self.path), "恢复")
        self.assertEqual(self.decide(reason="误报"), 302)
        self.assertIn("三里步道修好了", self.ask(self.article.get_absolute_url()).text)

    def test_without_a_reason_nothing_happens(self) -> None:
        self.sit_down("管理员")
        self.assertEqual(self.decide(removal="request", reason=" "), 422)
        self.assertEqual(self.ask(self.article.get_absolute_url()).status, 200)

    def test_a_reporter_may_not(self) -> None:
        self.sit_down("记者")
        self.assertEqual(self.client.get(self.path).status_code, 403)
        self.assertEqual(self.decide(removal="request", reason="x"), 403)
