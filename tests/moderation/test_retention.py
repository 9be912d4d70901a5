"""Time passes: evidence, persons and words go at their dates, and what is public stays true."""

import datetime
from unittest import mock

import time_machine
from django.apps import apps
from django.test import TestCase
from django.utils import timezone

from portal.moderation import deciding, register, retention, verifying
from portal.moderation.models import Act, Decision, Evidence, Notice, Statement
from portal.moderation.road import Step
from tests.factories import make_article, make_staff
from tests.moderation.filing import make_notice, make_ruling

PLANTED = ("王小明", "asks@example.org", "住在水门桥", "paper@example.org", "录音")


def in_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days))


def everything_stored() -> str:
    return "\n".join(str(list(model._default_manager.values())) for model in apps.get_models())


class ForgettingTests(TestCase):
    def setUp(self) -> None:
        anna = make_staff("审核")
        article = make_article()
        self.notice = make_notice(article, name="王小明", statement="王小明住在水门桥")
        self.notice.claim(by=anna)
        self.notice.give_other_secret("paper@example.org")
        Statement.objects.create(notice=self.notice, side="other", text="有录音")
        Evidence.keep("身份证.jpg", b"\xff\xd8\xff", "token")
        Evidence.of_draft("token").update(notice=self.notice, draft="")
        words = {"explanation": "王小明确实不住在水门桥", "words": "王小明说不是"}
        deciding.decide(self.notice, make_ruling(Act.CORRECT, article, **words), by=anna)
        apps.get_model("articles.Correction").objects.all().delete()
        apps.get_model("letters.Letter").objects.all().delete()

    def test_evidence_goes_ninety_days_after_the_notice_was_closed(self) -> None:
        for days, left in ((89, 1), (91, 0)):
            with in_days(days):
                retention.forget_all()
            self.assertEqual(Evidence.objects.count(), left, days)

    def test_evidence_of_an_open_notice_stays(self) -> None:
        open_one = make_notice()
        Evidence.keep("a.pdf", b"%PDF-", "other")
        Evidence.of_draft("other").update(notice=open_one, draft="")
        with in_days(400):
            retention.forget_all()
        self.assertEqual([one.notice for one in Evidence.objects.all()], [open_one])

    def test_a_draft_goes_after_a_day(self) -> None:
        Evidence.keep("a.pdf", b"%PDF-", "draft")
        for days, left in ((0, 1), (2, 0)):
            with in_days(days):
                retention.forget_all()
            self.assertEqual(Evidence.objects.filter(notice=None).count(), left)

    def test_after_three_years_nothing_tells_who_it_was(self) -> None:
        before = everything_stored()
        self.assertEqual([words for words in PLANTED if words not in before], [])
        with in_days(1096):
            retention.forget_all()
        after = everything_stored()
        self.assertEqual([words for words in PLANTED if words in after], [])

    def test_the_register_says_the_same_as_before_and_the_chain_holds(self) -> None:
        with in_days(1000):
            before = [register.entry(notice) for notice in register.public()]
        with in_days(1096):
            retention.forget_all()
            self.assertEqual([register.entry(notice) for notice in register.public()], before)
            self.assertEqual(list(verifying.findings()), [])
        self.assertEqual(len(before), 1)

    def test_the_links_of_both_sides_open_nothing_then(self) -> None:
        with in_days(1096):
            retention.forget_all()
        self.assertIsNone(Notice.opened_by(self.notice.reference, ""))
        self.assertIsNone(Notice.opened_by(self.notice.reference, "-"))

    def test_a_second_time_forgets_nothing_more(self) -> None:
        with in_days(1096):
            retention.forget_all()
            records = Decision.objects.count()
            retention.forget_all()
        self.assertEqual(Decision.objects.count(), records)

    def test_killed_half_way_it_is_done_the_next_time(self) -> None:
        second = make_notice(name="王小明")
        second.take(Step.REFUSE)
        with in_days(1096):
            killed = mock.patch.object(Decision, "record", side_effect=[None, KeyboardInterrupt])
            with killed, self.assertRaises(KeyboardInterrupt):
                retention.forget_persons()
            self.assertEqual(Notice.objects.filter(purged_at=None).count(), 1)
            self.assertEqual(retention.forget_persons(), 1)

    def test_readers_are_told_these_very_dates(self) -> None:
        page = self.client.get("/transparency/")
        for words in ("结案后90天", "结案后3年", "180天", "一直保存"):
            self.assertContains(page, words)
