"""The page of a notice at the desk, and the two sides who follow it by their links."""

from typing import Any

from django.core import mail
from django.test import TestCase

from articles.models import Story
from portal.letters import sending
from portal.moderation.models import Act, Decision, Evidence, Notice, Ruling, Statement
from portal.moderation.road import State
from tests.factories import make_article, make_listing, make_source, make_staff
from tests.moderation.filing import DeskTestCase, FormTestCase, file, make_notice, make_ruling, secret_in

ADMIN = "/admin/moderation/notice/"


class PageTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.anna)

    def do(self, verb: str, **said: Any) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(f"{ADMIN}{self.notice.pk}/do/{verb}/", said, follow=True)
        self.notice.refresh_from_db()
        return answer

    def ruling(self, act: str, **said: Any) -> dict[str, Any]:
        things = [] if act == "none" else [f"article {self.article.pk}"]
        return {"act": act, "things": things, "ground": "reputation", "explanation": "没有依据。", **said}

    def test_the_page_says_everything_and_offers_what_the_road_allows(self) -> None:
        page = self.client.get(f"{ADMIN}{self.notice.pk}/change/")
        for words in (
            self.notice.reference,
            "请删去我的名字。",
            self.article.title,
            "转告对方",
            "作出决定",
            "放回队列",
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, "终止措施，恢复内容</summary>")

    def test_a_colleague_cannot_take_what_somebody_has_in_hand(self) -> None:
        self.client.force_login(self.bo)
        self.assertContains(self.do("claim"), "刚刚接手了这份申请", status_code=409)
        self.assertContains(self.do("decide", **self.ruling("label", words="x")), "不在您手上", status_code=409)
        self.assertEqual(self.notice.claimed_by, self.anna)

    def test_who_may_not_handle_notices_gets_nowhere(self) -> None:
        for group in ("记者", "编辑"):
            self.client.force_login(make_staff(group))
            self.assertEqual(self.client.get(f"{ADMIN}{self.notice.pk}/change/").status_code, 403)
            self.assertEqual(self.do("claim").status_code, 403)

    def test_nothing_happens_by_following_a_link(self) -> None:
        for address in ("do/claim/", "do/decide/", "evidence/1/", "rulings/1/second/"):
            self.assertEqual(self.client.get(f"{ADMIN}{self.notice.pk}/{address}").status_code, 405)
        self.assertEqual(self.do("nonsense").status_code, 404)

    def test_a_decision_is_made_on_the_page_and_seconded_by_another(self) -> None:
        self.assertContains(self.do("decide", **self.ruling("withdraw")), "等另一位同事复核")
        ruling = Ruling.objects.get()
        second = f"{ADMIN}{self.notice.pk}/rulings/{ruling.pk}/second/"
        self.assertEqual(self.client.post(second).status_code, 409)
        self.client.force_login(self.bo)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertContains(self.client.post(second, follow=True), "复核通过，已执行")
        self.assertEqual(self.status_of(self.article), 410)

    def test_an_emergency_stands_in_red_on_the_queue_until_it_is_approved(self) -> None:
        self.do("decide", **self.ruling("withdraw", emergency="孩子正被人围堵"))
        queue = self.client.get(ADMIN)
        self.assertContains(queue, 'class="alarm"')
        self.assertContains(queue, "孩子正被人围堵")
        self.client.force_login(self.bo)
        self.client.post(f"{ADMIN}{self.notice.pk}/rulings/{Ruling.objects.get().pk}/ratify/")
        self.assertNotContains(self.client.get(ADMIN), 'class="alarm"')

    def test_a_form_that_fails_comes_back_with_what_was_typed(self) -> None:
        answer = self.do("decide", **self.ruling("label", explanation="写了很久的理由"))
        self.assertContains(answer, "写了很久的理由", status_code=422)
        self.assertContains(answer, "写上读者看到的那一句", status_code=422)
        self.assertEqual(self.notice.state, State.RECEIVED)

    def test_a_thing_that_is_not_the_notices_cannot_be_slipped_in(self) -> None:
        other = make_article()
        answer = self.do("decide", **self.ruling("deindex", things=[f"article {other.pk}"]))
        self.assertEqual((answer.status_code, self.notice.state), (422, State.RECEIVED))

    def test_one_member_of_a_story_brings_all_of_them(self) -> None:
        copy = make_article(title="步道修好了，三里长", source=make_source("示例晨报"))
        Story.join([self.article, copy], by=None)
        for path in (f"{ADMIN}{self.notice.pk}/change/", f"/takedown/?url=/articles/{copy.pk}/"):
            page = self.client.get(path)
            self.assertContains(page, self.article.title)
            self.assertContains(page, copy.title)
            self.assertContains(page, "示例晨报")
        self.do("decide", **self.ruling("deindex", things=[f"article {one.pk}" for one in (self.article, copy)]))
        self.assertContains(self.client.get(copy.get_absolute_url()), "noindex")

    def test_what_names_nothing_can_be_pointed_at_the_thing(self) -> None:
        self.notice = make_notice(url="/sections/livelihood/")
        self.notice.claim(by=self.anna)
        self.assertEqual(self.do("aim", url="https://evil.example/").status_code, 422)
        self.do("aim", url=self.article.get_plain_url())
        self.assertEqual((self.notice.target, self.notice.object_id), ("article", self.article.pk))

    def test_evidence_is_handed_over_as_a_file_and_written_down(self) -> None:
        one = Evidence.keep("身份证.jpg", b"\xff\xd8\xffabc", "token")
        Evidence.of_draft("token").update(notice=self.notice, draft="")
        answer = self.client.post(f"{ADMIN}{self.notice.pk}/evidence/{one.pk}/")
        self.assertEqual(b"".join(answer.streaming_content), b"\xff\xd8\xffabc")  # type: ignore[attr-defined]
        self.assertIn("attachment", answer["Content-Disposition"])
        self.assertEqual(answer["Content-Type"], "application/octet-stream")
        record = Decision.objects.get(verb="open evidence")
        self.assertEqual((record.by, record.facts), (self.anna, {"evidence": one.pk}))

    def test_evidence_of_another_notice_is_not_there(self) -> None:
        one = Evidence.keep("身份证.jpg", b"\xff\xd8\xff", "token")
        Evidence.of_draft("token").update(notice=make_notice(), draft="")
        self.assertEqual(self.client.post(f"{ADMIN}{self.notice.pk}/evidence/{one.pk}/").status_code, 404)

    def test_words_typed_anywhere_come_back_escaped(self) -> None:
        attack = "<script>alert(1)</script>"
        self.notice = make_notice(statement=attack, name=attack, contact=attack, url=f"/{attack}")
        self.notice.claim(by=self.anna)
        Statement.objects.create(notice=self.notice, side="other", text=attack, name=attack, contact=attack)
        for path in (f"{self.notice.pk}/change/", ""):
            self.assertNotContains(self.client.get(f"{ADMIN}{path}"), attack)
        self.assertNotContains(self.do("ask", text=attack), attack)


class OtherSideTests(FormTestCase):
    """The source or the poster, who learns what was asked and not by whom."""

    def setUp(self) -> None:
        self.anna = make_staff("审核")
        self.notice, self.own = self.sent(contact="mother@example.org")
        self.notice.claim(by=self.anna)
        self.other = self.forward(self.notice, email="paper@example.org")

    def forward(self, notice: Notice, **said: str) -> str:
        """The secret address that the other side is told."""
        self.client.force_login(self.anna)
        self.client.post(f"{ADMIN}{notice.pk}/do/forward/", said)
        self.client.logout()
        mail.outbox.clear()
        sending.send_waiting()
        letter = next(letter for letter in mail.outbox if "有人认为您发布的内容" in str(letter.body))
        self.letter = str(letter.body)
        notice.refresh_from_db()
        return f"{notice.get_absolute_url()}?secret={secret_in(self.letter)}"

    def say(self, address: str, **said: Any) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(address.replace("?", "say/?"), {"text": "我们有采访录音。", **said})
        self.notice.refresh_from_db()
        return answer

    def declare(self) -> Any:
        return self.say(self.other, name="示例日报", contact="02000000000", is_true="on", files=[file()])

    def test_it_sees_what_was_asked_and_not_who_asked(self) -> None:
        page = self.client.get(self.other)
        self.assertContains(page, "第三段写了孩子的学校")
        for secret in ("孩子的母亲", "mother@example.org", secret_in(self.own)):
            self.assertNotContains(page, secret)
            self.assertNotIn(secret, self.letter)

    def test_its_letter_holds_nothing_that_a_stranger_typed(self) -> None:
        self.assertNotIn("第三段", self.letter)
        self.assertIn(f"/articles/{self.article.pk}/", self.letter)

    def test_its_declaration_is_passed_on_with_a_window(self) -> None:
        self.assertEqual(self.declare().status_code, 302)
        self.assertEqual(self.notice.state, State.COUNTERED)
        self.assertContains(self.client.get(self.own), "我们有采访录音。")
        self.assertNotContains(self.client.get(self.own), "02000000000")
        mail.outbox.clear()
        sending.send_waiting()
        self.assertEqual([letter.to for letter in mail.outbox], [["mother@example.org"]])
        self.assertEqual(self.notice.evidence.get().side, "other")

    def test_without_its_name_it_declares_nothing(self) -> None:
        self.assertEqual(self.say(self.other, is_true="on").status_code, 422)
        self.assertEqual(self.notice.state, State.FORWARDED)

    def test_after_measures_it_can_end_them_unless_whoever_asked_sues(self) -> None:
        from portal.moderation import deciding

        deciding.decide(self.notice, make_ruling(Act.LABEL, self.article, words="当事人有不同说法。"), by=self.anna)
        self.declare()
        self.assertEqual(self.notice.state, State.CONTESTED)
        assert self.notice.window_at
        self.say(self.own, text="我再说一句")
        self.assertEqual(self.notice.state, State.CONTESTED)
        self.say(self.own, text="已起诉，案号附后", has_sued="on")
        self.assertEqual(self.notice.state, State.ACTED)

    def test_neither_can_do_what_is_for_the_other(self) -> None:
        self.client.post(self.other.replace("?", "retract/?"))
        self.say(self.own, name="x", contact="x", is_true="on")
        self.notice.refresh_from_db()
        self.assertEqual(self.notice.state, State.FORWARDED)
        self.assertFalse(self.notice.statements.filter(is_declaration=True).exists())

    def test_a_refusal_can_be_appealed_once_more(self) -> None:
        from portal.moderation import deciding

        deciding.decide(self.notice, make_ruling(Act.NONE), by=self.anna)
        self.say(self.own, text="请再看一次")
        self.assertEqual(self.notice.state, State.RECEIVED)

    def test_a_new_link_ends_the_old_one(self) -> None:
        fresh = self.notice.give_other_secret("paper@example.org")
        self.assertEqual(self.client.get(self.other).status_code, 404)
        self.assertEqual(self.client.get(f"{self.notice.get_absolute_url()}?secret={fresh}").status_code, 200)

    def test_a_posters_own_address_is_used_and_shown_to_nobody(self) -> None:
        listing = make_listing()
        listing.contact.email = "poster@example.org"
        listing.contact.save()
        notice = make_notice(listing)
        notice.claim(by=self.anna)
        self.forward(notice)
        self.assertEqual(notice.other_email, "poster@example.org")
        self.client.force_login(self.anna)
        self.assertNotContains(self.client.get(f"{ADMIN}{notice.pk}/change/"), "poster@example.org")


class RetractTests(TestCase):
    def test_whoever_asked_takes_it_back(self) -> None:
        notice = make_notice()
        secret = "x"
        Notice.objects.update(secret_hash=Notice.hash_secret(secret))
        self.client.post(f"{notice.get_absolute_url()}retract/?secret={secret}")
        notice.refresh_from_db()
        self.assertEqual(notice.state, State.RETRACTED)
