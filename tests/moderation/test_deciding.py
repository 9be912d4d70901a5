"""Decisions on notices: measures from mild to heavy, two persons for an article, and the way back."""

import threading
from typing import Any

from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import TransactionTestCase

from articles.models import Correction
from portal.letters import sending
from portal.moderation import deciding, removable, verifying
from portal.moderation.measures import NotAllowedError
from portal.moderation.models import Act, Decision, Ground, Ruling, Target
from portal.moderation.road import State, Step
from tests.factories import make_article, make_comment, make_listing
from tests.moderation.filing import DeskTestCase, make_notice, make_ruling


class TwoPersonsTests(DeskTestCase):
    def test_one_person_proposes_and_another_removes(self) -> None:
        ruling = self.decide(Act.WITHDRAW, self.article)
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.PROPOSED, 200))
        with self.captureOnCommitCallbacks(execute=True):
            deciding.second(ruling, by=self.bo)
        self.notice.refresh_from_db()
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.ACTED, 410))

    def test_nobody_is_their_own_second_person(self) -> None:
        ruling = self.decide(Act.WITHDRAW, self.article)
        with self.assertRaises(NotAllowedError):
            deciding.second(ruling, by=self.anna)
        self.assertEqual(self.status_of(self.article), 200)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Ruling.objects.update(second_by=self.anna)

    def test_a_stated_emergency_acts_at_once_and_waits_for_approval(self) -> None:
        ruling = self.decide(Act.WITHDRAW, self.article, emergency="孩子正被人围堵")
        self.assertEqual(self.status_of(self.article), 410)
        self.assertEqual(list(Ruling.objects.unratified()), [ruling])
        with self.assertRaises(NotAllowedError):
            deciding.ratify(ruling, by=self.anna)
        deciding.ratify(ruling, by=self.bo)
        self.assertFalse(Ruling.objects.unratified().exists())
        self.assertTrue(Decision.objects.get(verb=Step.ACT).facts["emergency"])
        self.assertEqual(Decision.objects.get(verb=Step.RATIFY).by, self.bo)

    def test_to_stop_showing_an_article_is_an_emergency_too(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            deciding.hold_first(self.notice, make_ruling(Act.HOLD, self.article), by=self.anna)
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.RECEIVED, 410))
        self.assertEqual(Ruling.objects.unratified().count(), 1)

    def test_what_is_held_is_not_removed_by_one_person_after_all(self) -> None:
        deciding.hold_first(self.notice, make_ruling(Act.HOLD, self.article), by=self.anna)
        self.decide(Act.WITHDRAW, self.article)
        self.assertEqual(self.notice.state, State.PROPOSED)

    def test_turned_down_it_is_back_where_it_was_handled(self) -> None:
        ruling = self.decide(Act.WITHDRAW, self.article)
        deciding.turn_down(ruling, by=self.bo, reason="更正就够了")
        self.notice.refresh_from_db()
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.RECEIVED, 200))
        with self.assertRaises(NotAllowedError):
            deciding.second(ruling, by=self.bo)

    def test_milder_measures_and_listings_take_one(self) -> None:
        self.decide(Act.LABEL, self.article, words="当事人有不同说法。")
        self.assertEqual(self.notice.state, State.ACTED)
        listing = make_listing()
        self.notice = make_notice(listing)
        self.notice.claim(by=self.anna)
        self.decide(Act.WITHDRAW, listing)
        self.assertEqual((self.notice.state, self.status_of(listing)), (State.ACTED, 410))


class MeasureTests(DeskTestCase):
    def test_each_measure_does_what_it_says_and_ends(self) -> None:
        page = self.article.get_absolute_url()
        self.decide(Act.LABEL, self.article, words="当事人有不同说法。")
        self.assertContains(self.client.get(page), "当事人有不同说法。")
        self.decide(Act.CORRECT, self.article, words="步道长三里，不是五里。")
        self.assertEqual(Correction.objects.get().text, "步道长三里，不是五里。")
        self.assertContains(self.client.get(page), "步道长三里，不是五里。")
        self.decide(Act.DEINDEX, self.article)
        self.assertContains(self.client.get(page), "noindex")
        with self.captureOnCommitCallbacks(execute=True):
            deciding.restore(self.notice, by=self.anna, reason="误会")
        self.assertNotContains(self.client.get(page), "当事人有不同说法。")
        self.assertNotContains(self.client.get(page), "noindex")

    def test_what_is_redacted_is_gone_kept_in_clear_nowhere_and_comes_back(self) -> None:
        self.article.body = "<p>王小明住在水门桥。</p>"
        self.article.save()
        other = make_notice(self.article)
        other.claim(by=self.anna)
        deciding.decide(other, make_ruling(Act.REDACT, self.article, words="水门桥"), by=self.anna)
        ruling = self.decide(Act.REDACT, self.article, words="王小明\n没有这样的字")
        self.assertNotContains(self.client.get(self.article.get_absolute_url()), "王小明")
        self.assertNotIn("王小明", str(list(Ruling.objects.values())) + str(list(Decision.objects.values())))
        self.assertEqual(ruling.words, "")
        with self.captureOnCommitCallbacks(execute=True):
            deciding.restore(self.notice, by=self.anna, reason="误会")
        page = self.client.get(self.article.get_absolute_url())
        self.assertContains(page, "王小明")
        self.assertNotContains(page, "水门桥")

    def test_to_redact_what_stands_nowhere_is_refused(self) -> None:
        with self.assertRaises(NotAllowedError):
            self.decide(Act.REDACT, self.article, words="没有这样的字")
        self.notice.refresh_from_db()
        self.assertEqual(self.notice.state, State.RECEIVED)

    def test_what_another_notice_keeps_away_stays_away(self) -> None:
        listing = make_listing()
        notices = [make_notice(listing), make_notice(listing)]
        for notice in notices:
            notice.claim(by=self.anna)
            deciding.decide(notice, make_ruling(Act.WITHDRAW, listing), by=self.anna)
        for notice, status in zip(notices, (410, 200), strict=True):
            with self.captureOnCommitCallbacks(execute=True):
                deciding.restore(notice, by=self.anna, reason="误会")
            self.assertEqual(self.status_of(listing), status)

    def test_a_milder_one_ends_the_heavier(self) -> None:
        deciding.hold_first(self.notice, make_ruling(Act.HOLD, self.article), by=self.anna)
        self.decide(Act.LABEL, self.article, words="已核实，当事人有不同说法。")
        self.assertEqual(self.status_of(self.article), 200)
        self.assertFalse(Ruling.objects.unratified().exists())

    def test_to_refuse_shows_again_what_was_held(self) -> None:
        deciding.hold_first(self.notice, make_ruling(Act.HOLD, self.article), by=self.anna)
        self.decide(Act.NONE, ground=Ground.UNFOUNDED)
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.REFUSED, 200))

    def test_a_held_and_withdrawn_listing_comes_back_whole(self) -> None:
        listing = make_listing()
        self.notice = make_notice(listing)
        self.notice.claim(by=self.anna)
        deciding.hold_first(self.notice, make_ruling(Act.HOLD, listing), by=self.anna)
        self.decide(Act.WITHDRAW, listing)
        self.assertEqual(self.status_of(listing), 410)
        with self.captureOnCommitCallbacks(execute=True):
            deciding.restore(self.notice, by=self.anna, reason="误会")
        self.assertEqual(self.status_of(listing), 200)

    def test_a_comment_can_be_removed(self) -> None:
        comment = make_comment(self.article)
        self.notice = make_notice(comment)
        self.notice.claim(by=self.anna)
        self.decide(Act.WITHDRAW, comment)
        self.assertFalse(removable.is_living(comment))

    def test_an_order_answers_451(self) -> None:
        deciding.second(self.decide(Act.WITHDRAW, self.article, ground=Ground.AUTHORITY), by=self.bo)
        self.assertEqual(self.status_of(self.article), 451)

    def test_what_a_kind_of_thing_has_not_is_refused(self) -> None:
        for act, things in ((Act.LABEL, [make_listing()]), (Act.WITHDRAW, []), (Act.NONE, [self.article])):
            with self.assertRaises(NotAllowedError):
                self.decide(act, *things)
        self.assertEqual(Ruling.objects.count(), 0)

    def test_only_who_has_it_in_hand_decides(self) -> None:
        self.notice.release(by=self.anna)
        with self.assertRaises(NotAllowedError):
            self.decide(Act.LABEL, self.article, words="x")

    def test_whoever_asked_may_take_it_back_until_it_is_decided(self) -> None:
        deciding.hold_first(self.notice, make_ruling(Act.HOLD, self.article), by=self.anna)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(deciding.retract(self.notice))
        self.assertEqual((self.notice.state, self.status_of(self.article)), (State.RETRACTED, 200))
        self.assertFalse(deciding.retract(self.notice))

    def test_both_sides_get_the_typed_reasons(self) -> None:
        self.notice.give_other_secret("paper@example.org")
        self.decide(Act.LABEL, self.article, words="当事人有不同说法。")
        sending.send_waiting()
        self.assertEqual({letter.to[0] for letter in mail.outbox}, {"asks@example.org", "paper@example.org"})
        for letter in mail.outbox:
            for words in ("加注说明", "名誉（民法典", "第三段没有依据", "1条内容", "没有使用自动决定", "申诉"):
                self.assertIn(words, str(letter.body))

    def test_the_log_has_the_vocabulary_and_is_whole(self) -> None:
        self.decide(Act.LABEL, self.article, words="当事人有不同说法。")
        facts = Decision.objects.get(verb=Step.ACT).facts
        expected = {"act": "label", "ground": "reputation", "things": [["article", self.article.pk]]}
        self.assertEqual(facts, facts | expected | {"automated": False, "emergency": False, "to": "acted"})
        self.assertEqual(list(verifying.findings()), [])


class AtOnceTests(TransactionTestCase):
    def test_of_many_who_do_the_same_one_does_it(self) -> None:
        staff = [make_staff_user(n) for n in range(3)]
        notice, article = make_notice(make_article()), make_article()
        self.assertEqual(sum(self.together([lambda one=one: notice.claim(by=one) for one in staff])), 1)
        notice.refresh_from_db()
        owner, others = notice.claimed_by, [one for one in staff if one != notice.claimed_by]
        ruling = deciding.decide(notice, make_ruling(Act.WITHDRAW, article), by=owner)  # type: ignore[arg-type]
        done = self.together([lambda one=one: deciding.second(ruling, by=one) for one in others])
        self.assertEqual(sorted(done), [False, True])
        self.assertEqual(Decision.objects.filter(target=Target.ARTICLE, verb="withdraw").count(), 1)
        self.assertEqual(list(verifying.findings()), [])

    def together(self, deeds: list[Any]) -> list[bool]:
        """What became of deeds done at the same time."""
        results: list[bool] = []
        gate = threading.Barrier(len(deeds))

        def run(deed: Any) -> None:
            gate.wait()
            try:
                results.append(deed() is not False)
            except NotAllowedError:
                results.append(False)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results


def make_staff_user(number: int) -> Any:
    from django.contrib.auth.models import User

    return User.objects.create_user(f"审核员{number}", is_staff=True)
