"""The road of a notice: what is not in the table cannot happen, and whatever happens is in the log."""

import datetime

import time_machine
from django.test import SimpleTestCase, TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from portal.moderation import verifying
from portal.moderation.models import Decision, Notice, Target
from portal.moderation.road import CLOCKS, FINAL, ROADS, State, Step
from tests.factories import make_staff
from tests.moderation.filing import make_notice


class TableTests(SimpleTestCase):
    def test_every_step_and_every_state_has_its_place(self) -> None:
        self.assertEqual(set(ROADS), set(Step))
        reached = {State.RECEIVED} | {to for road in ROADS.values() for to in road.values()}
        self.assertEqual(reached, set(State))

    def test_from_every_open_state_there_is_a_way_to_an_end(self) -> None:
        ways = {(start, to) for road in ROADS.values() for start, to in road.items() if start != to}
        ending = set(FINAL)
        for _round in State:
            ending |= {start for start, to in ways if to in ending}
        self.assertEqual(ending, set(State))

    def test_every_open_state_has_a_clock(self) -> None:
        self.assertEqual(set(CLOCKS), set(State) - FINAL)
        self.assertTrue(all(clock.desk for clock in CLOCKS.values()))

    def test_removing_needs_a_decision_and_only_a_second_person_leads_on_from_a_proposal(self) -> None:
        into_acted = {step for step, road in ROADS.items() for start, to in road.items() if to == State.ACTED != start}
        self.assertEqual(into_acted, {Step.ACT, Step.APPROVE, Step.SUE})
        out = {step for step, road in ROADS.items() if road.get(State.PROPOSED, State.PROPOSED) != State.PROPOSED}
        self.assertEqual(out, {Step.APPROVE, Step.TURN_DOWN, Step.RETRACT})


class WalkTests(PropertyTestCase):
    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(list(Step)), max_size=14))
    def test_no_walk_leaves_the_table_or_skips_the_log(self, steps: list[Step]) -> None:
        notice = make_notice()
        state = State.RECEIVED
        for step in steps:
            to = ROADS[step].get(state)
            before = Decision.objects.count()
            self.assertEqual(notice.take(step), to is not None)
            self.assertEqual(Decision.objects.count() - before, int(to is not None))
            state = to or state
            self.assertEqual(notice.state, state)
            self.assertEqual(notice.closed_at is not None, state in FINAL)
            self.assertEqual(notice.due_at is None, state in FINAL)
        self.assertEqual(self.told_by_the_log(notice), state)
        self.assertEqual(list(verifying.findings()), [])

    def told_by_the_log(self, notice: Notice) -> State:
        """The state that the log alone leads to; each record has to begin where the one before it ended."""
        state = State.RECEIVED
        for record in Decision.objects.filter(target=Target.NOTICE, object_id=notice.pk).order_by("number"):
            self.assertEqual(record.facts["from"], state)
            state = State(record.facts["to"])
        return state

    @settings(max_examples=20)
    @given(st.sampled_from(list(State)), st.sampled_from(list(Notice.Right)))
    def test_saving_an_old_copy_changes_no_state(self, state: State, right: Notice.Right) -> None:
        notice = make_notice(right=right)
        old = Notice.objects.get(pk=notice.pk)
        Notice.objects.filter(pk=notice.pk).update(state=state)
        old.save()
        notice.refresh_from_db()
        self.assertEqual(notice.state, state)


class ClockTests(TestCase):
    def test_what_hurts_more_each_hour_is_due_sooner(self) -> None:
        calm, urgent = make_notice(right="copyright"), make_notice(right="minors")
        self.assertEqual(calm.due_at and round((calm.due_at - calm.created_at) / datetime.timedelta(hours=1)), 24)
        self.assertEqual(urgent.due_at and round((urgent.due_at - urgent.created_at) / datetime.timedelta(hours=1)), 4)

    def test_the_queue_has_what_is_overdue_first_then_what_weighs_then_what_is_due(self) -> None:
        start = timezone.now()
        with time_machine.travel(start - datetime.timedelta(hours=30), tick=False):
            late = make_notice(right="copyright")
        with time_machine.travel(start - datetime.timedelta(hours=2), tick=False):
            older = make_notice(right="copyright")
            closed = make_notice()
            closed.take(Step.REFUSE)
        calm, urgent = make_notice(right="other"), make_notice(right="minors")
        self.assertEqual(list(Notice.objects.by_clock_and_risk()), [late, urgent, older, calm, closed])
        self.assertEqual(list(Notice.objects.overdue()), [late])

    def test_being_late_is_remembered(self) -> None:
        notice = make_notice()
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
            notice.take(Step.REFUSE)
        self.assertTrue(notice.was_late)
        self.assertFalse(notice.is_overdue)

    def test_while_the_other_side_may_speak_it_is_not_the_desks_turn(self) -> None:
        notice = make_notice()
        self.assertIn(notice, Notice.objects.awaiting_answer())
        notice.take(Step.FORWARD)
        self.assertNotIn(notice, Notice.objects.awaiting_answer())
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=73)):
            self.assertIn(notice, Notice.objects.awaiting_answer())
            self.assertNotIn(notice, Notice.objects.overdue())
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=97)):
            self.assertIn(notice, Notice.objects.overdue())


class ClaimTests(TestCase):
    def setUp(self) -> None:
        self.notice, self.anna, self.bo = make_notice(), make_staff("审核"), make_staff("审核")

    def test_one_person_has_it_and_the_other_is_refused(self) -> None:
        self.assertTrue(self.notice.claim(by=self.anna))
        self.assertFalse(Notice.objects.get().claim(by=self.bo))
        self.assertFalse(self.notice.release(by=self.bo))
        self.assertTrue(self.notice.release(by=self.anna))
        self.assertTrue(self.notice.claim(by=self.bo))

    def test_after_a_shift_a_colleague_may_take_over(self) -> None:
        self.notice.claim(by=self.anna)
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=9)):
            self.assertTrue(self.notice.claim(by=self.bo))

    def test_who_had_it_is_in_the_log(self) -> None:
        self.notice.claim(by=self.anna)
        self.notice.release(by=self.anna)
        verbs = Decision.objects.filter(by=self.anna).order_by("number").values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["claim", "release"])
