"""Proof of work, and the question for browsers that run no script."""

import time_machine
from django.test import TestCase, override_settings
from django.utils.translation import override

from portal.lib import ratelimit
from portal.lib.challenge import SECONDS, Standing, issue, judge
from portal.moderation.models import Tally
from tests.proofs import answer_in, solve


@override_settings(PROOF_BITS=3)
class ProofTests(TestCase):
    def test_a_solved_challenge_is_a_proof_once(self) -> None:
        sent = {"proof": solve(issue("comment 1").work)}
        self.assertEqual(judge(sent, "comment 1"), Standing.PROVEN)
        self.assertEqual(judge(sent, "comment 1"), Standing.FAILED)

    def test_it_is_good_for_its_own_purpose_only(self) -> None:
        self.assertEqual(judge({"proof": solve(issue("comment 1").work)}, "comment 2"), Standing.FAILED)

    def test_it_ends(self) -> None:
        with time_machine.travel("2026-03-01T08:00:00Z", tick=False) as clock:
            early, late = (solve(issue("x").work) for _i in range(2))
            clock.shift(SECONDS - 1)
            self.assertEqual(judge({"proof": early}, "x"), Standing.PROVEN)
            clock.shift(1)
            self.assertEqual(judge({"proof": late}, "x"), Standing.FAILED)

    def test_a_used_one_is_remembered_until_it_has_ended(self) -> None:
        with time_machine.travel("2026-03-01T08:00:00Z", tick=False) as clock:
            sent = {"proof": solve(issue("x").work)}
            self.assertEqual(judge(sent, "x"), Standing.PROVEN)
            clock.shift(SECONDS - 1)
            ratelimit.prune()
            self.assertEqual(judge(sent, "x"), Standing.FAILED)

    def test_nobody_can_make_it_easier_or_longer(self) -> None:
        id_, bits, until, mac = issue("x").work.split(".")
        for forged in (
            f"{id_}.0.{until}.{mac}",
            f"{id_}.{bits}.{int(until) + 9}.{mac}",
            f"{'0' * 32}.{bits}.{until}.{mac}",
        ):
            with self.subTest(forged):
                self.assertEqual(judge({"proof": solve(forged)}, "x"), Standing.FAILED)

    def test_a_solution_needs_every_number_right_and_different(self) -> None:
        work = issue("x").work
        numbers = solve(work).partition(":")[2].split(",")
        wrong = next(f"{n:08x}" for n in range(99) if f"{n:08x}" not in numbers)
        for solution in (
            numbers[:-1],
            [numbers[0]] * len(numbers),
            list(reversed(numbers)),
            sorted([*numbers[:-1], wrong]),
            [number.upper() + " " for number in numbers],
        ):
            with self.subTest(solution):
                self.assertEqual(judge({"proof": f"{work}:{','.join(solution)}"}, "x"), Standing.FAILED)
        self.assertEqual(judge({"proof": f"{work}:{','.join(numbers)}"}, "x"), Standing.PROVEN)

    def test_nonsense_fails_quietly(self) -> None:
        for proof in (":", "a:b", "....:", "é.é.é.é:00000000", "\x00:\x00", ":" * 9999, f"{issue('x').work}:"):
            with self.subTest(proof[:20]):
                self.assertNotEqual(judge({"proof": proof, "answer": "x", "ticket": proof}, "x"), Standing.PROVEN)
        self.assertFalse(Tally.objects.exists())

    def test_handing_out_challenges_stores_nothing(self) -> None:
        with self.assertNumQueries(0):
            issue("x")


class QuestionTests(TestCase):
    def setUp(self) -> None:
        self.asked = issue("x")

    def judge(self, answer: str, **more: str) -> Standing:
        return judge({"ticket": self.asked.ticket, "answer": answer, **more}, "x")

    def test_the_right_answer_passes_once_and_as_an_answer(self) -> None:
        answer = answer_in(self.asked.question)
        self.assertEqual(self.judge(answer), Standing.ANSWERED)
        self.assertEqual(self.judge(answer), Standing.FAILED)

    def test_a_wrong_answer_cannot_be_followed_by_the_right_one(self) -> None:
        self.assertEqual(self.judge("99"), Standing.FAILED)
        self.assertEqual(self.judge(answer_in(self.asked.question)), Standing.FAILED)

    def test_answers_may_be_written_in_any_figures(self) -> None:
        number = int(answer_in(self.asked.question))
        wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        chinese = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        for text in (f" {number} ", f"{number}。", wide, ("十" if number > 9 else "") + chinese[number % 10]):
            with self.subTest(text):
                while answer_in(self.asked.question) != str(number) or Tally.objects.exists():
                    Tally.objects.all().delete()
                    self.asked = issue("x")
                self.assertEqual(self.judge(text), Standing.ANSWERED)

    def test_the_ticket_of_the_other_kind_is_no_ticket(self) -> None:
        work = self.asked.work
        self.assertEqual(judge({"ticket": work, "answer": work.split(".")[1]}, "x"), Standing.FAILED)

    def test_nothing_at_all_is_told_from_something_wrong(self) -> None:
        self.assertEqual(self.judge(""), Standing.MISSING)
        self.assertEqual(judge({}, "x"), Standing.MISSING)

    def test_it_is_asked_in_the_language_of_the_page(self) -> None:
        with override("zh-hans"):
            self.assertRegex(issue("x").question, r"^[一二三四五六七八九]加[一二三四五六七八九]等于几？$")


@override_settings(PROOF_BITS=1)
class HoneypotTests(TestCase):
    def test_what_fills_the_field_that_stays_empty_is_looked_at_by_an_editor(self) -> None:
        sent = {"proof": solve(issue("x").work), "homepage": "https://spam.example/"}
        self.assertEqual(judge(sent, "x"), Standing.ANSWERED)
