"""The public register: late, without persons, the same for everybody, and no formula in it."""

import csv
import datetime
import io
import json
from typing import Any

import time_machine
from django.test import SimpleTestCase
from django.utils import timezone

from portal.moderation import deciding, register
from portal.moderation.models import Act, Notice
from portal.moderation.road import Step
from tests.assertions import PageTestCase
from tests.factories import make_article, make_staff
from tests.moderation.filing import make_notice, make_ruling

NAME, TITLE, REASON = "王小明", "三里步道修好了", "第三段没有依据"
CLOSED = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


class RegisterTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.anna, self.bo = make_staff("审核"), make_staff("审核")
        self.article = make_article(title=TITLE)
        with time_machine.travel(CLOSED - datetime.timedelta(hours=38), tick=False):
            self.notice = make_notice(self.article, name=NAME, statement=f"{NAME}不住在那里")
            self.notice.claim(by=self.anna)
        with time_machine.travel(CLOSED, tick=False), self.captureOnCommitCallbacks(execute=True):
            ruling = deciding.decide(
                self.notice, make_ruling(Act.WITHDRAW, self.article, explanation=REASON), by=self.anna
            )
            deciding.second(ruling, by=self.bo)
        self.notice.refresh_from_db()

    def pages(self) -> dict[str, str]:
        paths = ("/register/", "/register/2026.csv", "/register/2026.json", "/transparency/")
        return {path: self.ask(path).text for path in paths}


class EntryTests(RegisterTestCase):
    def test_it_appears_when_the_delay_is_over_and_not_before(self) -> None:
        for days, is_there in ((13, False), (15, True)):
            with time_machine.travel(CLOSED + datetime.timedelta(days=days)):
                answer = self.ask("/register/2026.csv")
                self.assertEqual(answer.status, 200 if is_there else 404)
                self.assertEqual(self.notice.reference in self.ask("/register/").text, is_there)

    def test_it_tells_nothing_of_persons_and_does_not_lead_to_the_text(self) -> None:
        for path, text in self.pages().items():
            for secret in (NAME, TITLE, REASON, "asks@example.org", f"articles/{self.article.pk}/", self.anna.username):
                self.assertNotIn(secret, text, path)

    def test_it_tells_what_when_how_long_and_by_how_many(self) -> None:
        entry = json.loads(self.pages()["/register/2026.json"])["entries"][0]
        expected = {
            "reference": self.notice.reference,
            "received_on": "2026-02-28",
            "closed_on": "2026-03-01",
            "about": "article",
            "right": "reputation",
            "wish": "remove",
            "outcome": "acted",
            "measures": "withdraw",
            "grounds": "reputation",
            "hours": 38,
            "was_late": True,
            "was_contested": False,
            "persons": 2,
        }
        self.assertEqual(entry, expected)
        self.assertIn("删除", self.pages()["/register/"])

    def test_csv_and_json_say_the_same(self) -> None:
        pages = self.pages()
        rows = list(csv.DictReader(io.StringIO(pages["/register/2026.csv"].lstrip("\ufeff"))))
        entries = json.loads(pages["/register/2026.json"])["entries"]
        self.assertEqual(rows, [{key: register.cell(value) for key, value in entry.items()} for entry in entries])

    def test_a_step_forgets_the_cached_pages(self) -> None:
        self.assertIn("acted", self.ask("/register/2026.json").text)
        with self.captureOnCommitCallbacks(execute=True):
            deciding.restore(self.notice, by=self.anna, reason="误会")
        with time_machine.travel(timezone.now() + datetime.timedelta(days=15)):
            self.assertIn("restored", self.ask(f"/register/{timezone.localdate().year}.json").text)

    def test_a_cached_page_ends_when_the_next_entry_is_due(self) -> None:
        then = timezone.now() - datetime.timedelta(days=14) + datetime.timedelta(seconds=60)
        with time_machine.travel(then), self.captureOnCommitCallbacks(execute=True):
            soon = make_notice()
            soon.take(Step.REFUSE)
        self.assertNotIn(soon.reference, self.ask("/register/").text)
        with time_machine.travel(timezone.now() + datetime.timedelta(seconds=90)):
            self.assertIn(soon.reference, self.ask("/register/").text)

    def test_odd_years_are_not_there(self) -> None:
        for path in (
            "/register/0.csv",
            "/register/1.json",
            "/register/9999.csv",
            "/register/99999999999999999999.json",
        ):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_many_entries_cost_as_many_queries_as_one(self) -> None:
        def make() -> None:
            with time_machine.travel(CLOSED):
                notice = make_notice(self.article)
                notice.take(Step.REFUSE)

        self.assertFlatCost("/register/", make)


class CellTests(SimpleTestCase):
    def test_nothing_becomes_a_formula(self) -> None:
        for attack in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"):
            self.assertTrue(register.cell(attack).startswith("'"), attack)
        self.assertEqual([register.cell(value) for value in ("acted", 38, True)], ["acted", "38", "true"])

    def test_a_cell_cannot_end_its_row(self) -> None:
        entry: Any = register.Entry("a\r\nb", '"', "x", "x", "x", "x", "x", "x", "x", 1, True, False, 1)
        rows = list(csv.reader(io.StringIO(register.as_csv([entry]), newline="")))
        self.assertEqual((len(rows), rows[1][:2]), (2, ["a\r\nb", '"']))


class SafetyTests(RegisterTestCase):
    def test_everybody_gets_the_same_bytes(self) -> None:
        self.client.force_login(self.anna)
        cookie = f"sessionid={self.client.cookies['sessionid'].value}"
        for path, text in self.pages().items():
            self.assertEqual(self.ask(path, HTTP_COOKIE=cookie).text, text)
            self.assertNotIn("set-cookie", self.ask(path).headers)

    def test_what_is_open_is_not_in_it(self) -> None:
        notice = make_notice()
        with time_machine.travel(timezone.now() + datetime.timedelta(days=30)):
            self.assertNotIn(notice, Notice.objects.filter(pk__in=register.public()))
