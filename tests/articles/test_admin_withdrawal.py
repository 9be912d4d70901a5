"""Withdrawing at the desk: two persons or a stated emergency, with a reason, by those who may."""

from portal.moderation import deciding
from portal.moderation.models import Act, Decision, Notice, Ruling
from tests.desk import LIST, DeskTestCase
from tests.factories import make_article, make_staff
from tests.moderation.filing import make_notice, make_ruling


class WithdrawalTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.article = make_article(title="三里步道修好了")
        self.path = f"{LIST}{self.article.pk}/withdraw/"

    def decide(self, **said: str) -> int:
        with self.captureOnCommitCallbacks(execute=True):
            return int(self.client.post(self.path, {"ground": "minors", **said}).status_code)

    def test_two_persons_take_it_off_the_pages_and_its_address_says_why(self) -> None:
        self.sit_down("管理员")
        self.assertContains(self.client.get(f"{LIST}{self.article.pk}/change/"), self.path)
        self.assertIn("三里步道修好了", self.ask("/").text)
        self.assertEqual(self.decide(reason="写出了未成年人的学校"), 302)
        self.assertIn("三里步道修好了", self.ask("/").text)
        with self.captureOnCommitCallbacks(execute=True):
            deciding.second(Ruling.objects.get(), by=make_staff("审核"))
        self.assertNotIn("三里步道修好了", self.ask("/").text)
        page = self.ask(self.article.get_absolute_url())
        self.assertEqual(page.status, 410)
        self.assertIn("写出了未成年人的学校", page.text)
        self.article.refresh_from_db()
        self.assertEqual(self.article.removal, "editorial")

    def test_in_an_emergency_one_person_does_and_it_waits_for_approval(self) -> None:
        self.sit_down("管理员")
        self.decide(reason="写出了未成年人的学校", emergency="孩子正被人围堵")
        self.assertEqual(self.ask(self.article.get_absolute_url()).status, 410)
        self.assertEqual(Ruling.objects.unratified().count(), 1)
        self.assertEqual(Decision.objects.get(verb="withdraw").by, self.staff)

    def test_the_same_page_brings_it_back(self) -> None:
        self.sit_down("管理员")
        self.decide(reason="个人信息", emergency="来不及")
        self.assertContains(self.client.get(self.path), "恢复")
        self.assertEqual(self.decide(reason="误报"), 302)
        self.assertIn("三里步道修好了", self.ask(self.article.get_absolute_url()).text)
        self.assertEqual(Notice.objects.get().state, "restored")

    def test_what_somebody_asked_for_is_brought_back_on_their_notice_only(self) -> None:
        self.sit_down("管理员")
        notice = make_notice(self.article)
        notice.claim(by=self.staff)
        emergency = make_ruling(Act.WITHDRAW, self.article, emergency="来不及")
        deciding.decide(notice, emergency, by=self.staff)
        self.decide(reason="误报")
        self.assertEqual(self.ask(self.article.get_absolute_url()).status, 410)

    def test_without_a_reason_nothing_happens(self) -> None:
        self.sit_down("管理员")
        self.assertEqual(self.decide(reason=" "), 422)
        self.assertEqual(self.ask(self.article.get_absolute_url()).status, 200)

    def test_a_reporter_may_not(self) -> None:
        self.sit_down("记者")
        self.assertEqual(self.client.get(self.path).status_code, 403)
        self.assertEqual(self.decide(reason="x"), 403)
