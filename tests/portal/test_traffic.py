"""View counts: exact, honest, nothing lost."""

import json
from typing import Any
from unittest.mock import patch

from django.test import TestCase

from portal.moderation.takedown import withdraw
from portal.traffic import counting
from portal.traffic.models import DailyViews, Kind, ViewTotal, Visit
from tests.factories import make_article, make_editor


class BeaconTests(TestCase):
    def setUp(self) -> None:
        self.article = make_article()

    def send(
        self, said: Any = None, *, agent: str = "Mozilla/5.0 Firefox", address: str = "192.0.2.1", **headers: str
    ) -> Any:
        body = said if isinstance(said, (str, bytes)) else json.dumps(said or {"article": self.article.pk})
        extra: dict[str, Any] = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address, **headers}
        return self.client.post("/views/", body, content_type="application/json", **extra)

    def count(self) -> int:
        return counting.count(Kind.ARTICLE, self.article.pk)

    def test_it_counts_a_reader_and_answers_the_count(self) -> None:
        self.assertEqual(self.send().json(), {"views": 1})

    def test_a_reload_adds_nothing(self) -> None:
        for _ in range(5):
            self.send()
        self.assertEqual(self.count(), 1)

    def test_two_readers_are_two(self) -> None:
        self.send(address="192.0.2.1")
        self.send(address="192.0.2.2")
        self.send(address="192.0.2.2", agent="Mozilla/5.0 Safari")
        self.assertEqual(self.count(), 3)

    def test_the_same_reader_counts_again_in_the_next_half_hour(self) -> None:
        with patch("portal.traffic.counting.time.time", return_value=1_700_000_000):
            self.send()
        with patch("portal.traffic.counting.time.time", return_value=1_700_000_000 + 1800):
            self.send()
        self.assertEqual(self.count(), 2)

    def test_robots_are_not_counted(self) -> None:
        robots = [
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
            "Baiduspider+(+http://www.baidu.com/search/spider.htm)",
            "",
        ]
        for agent in robots:
            self.assertEqual(self.send(agent=agent).json(), {"views": 0})

    def test_a_forged_forwarded_address_counts_once(self) -> None:
        self.send(HTTP_X_FORWARDED_FOR="203.0.113.1")
        self.send(HTTP_X_FORWARDED_FOR="203.0.113.2")
        self.assertEqual(self.count(), 1)

    def test_what_readers_may_not_see_cannot_be_counted(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=make_editor(), reason="个人信息")
        self.assertEqual(self.send().status_code, 404)
        self.assertEqual(Visit.objects.count(), 0)

    def test_nonsense_gets_a_clear_answer(self) -> None:
        nonsense = ["", "[]", "{}", "null", '{"article": "1"}', '{"article": true}', '{"user": 1}', b"\xff", "{" * 5000]
        nonsense += ['{"article": 1e400}', '{"article": 99999999999999999999999}', '{"article": 1, "listing": 2}']
        for said in nonsense:
            with self.subTest(said=said[:30]):
                response = self.send(said)
                self.assertIn(response.status_code, {400, 404})
                self.assertIn("error", response.json())

    def test_another_site_cannot_make_a_browser_count(self) -> None:
        self.assertEqual(self.send(HTTP_SEC_FETCH_SITE="cross-site").status_code, 403)
        self.assertEqual(self.send(HTTP_ORIGIN="https://evil.example").status_code, 403)

    def test_get_is_refused(self) -> None:
        self.assertEqual(self.client.get("/views/").status_code, 405)

    def test_no_address_is_stored(self) -> None:
        self.send(address="192.0.2.77")
        stored = bytes(Visit.objects.get().visitor)
        self.assertEqual(len(stored), 16)
        self.assertNotIn(b"192.0.2.77", stored)


class FoldTests(TestCase):
    def setUp(self) -> None:
        self.article = make_article()

    def visit(self, number: int, at: float) -> None:
        with patch("portal.traffic.counting.time.time", return_value=at):
            counting.record(Kind.ARTICLE, self.article.pk, address=f"192.0.2.{number}", user_agent="Firefox")

    def test_folding_keeps_the_count_and_drops_the_visits(self) -> None:
        counting.bring(Kind.ARTICLE, {self.article.pk: 1942})
        for number in range(20):
            self.visit(number, at=1_700_000_000)
        before = counting.count(Kind.ARTICLE, self.article.pk)
        self.assertEqual(counting.fold(), 20)
        self.assertEqual((before, counting.count(Kind.ARTICLE, self.article.pk)), (1962, 1962))
        self.assertEqual(Visit.objects.count(), 0)
        self.assertEqual(DailyViews.objects.get().views, 20)

    def test_the_half_hour_that_runs_is_left_so_that_reloads_still_count_once(self) -> None:
        counting.record(Kind.ARTICLE, self.article.pk, address="192.0.2.1", user_agent="Firefox")
        self.assertEqual(counting.fold(), 0)
        counting.record(Kind.ARTICLE, self.article.pk, address="192.0.2.1", user_agent="Firefox")
        self.assertEqual(counting.count(Kind.ARTICLE, self.article.pk), 1)

    def test_folding_twice_counts_nothing_twice(self) -> None:
        self.visit(1, at=1_700_000_000)
        counting.fold()
        counting.fold()
        self.assertEqual(ViewTotal.objects.get().views, 1)

    def test_views_count_for_the_day_in_the_sites_time_zone(self) -> None:
        self.visit(1, at=1_767_196_800)  # 2025-12-31 16:00 UTC is the first minute of 2026 in Shanghai
        counting.fold()
        self.assertEqual(str(DailyViews.objects.get().day), "2026-01-01")

    def test_a_failure_in_the_middle_of_folding_loses_nothing(self) -> None:
        for number in range(5):
            self.visit(number, at=1_700_000_000)
        with patch.object(counting, "_raise", side_effect=RuntimeError("killed")), self.assertRaises(RuntimeError):
            counting.fold()
        self.assertEqual(counting.count(Kind.ARTICLE, self.article.pk), 5)
        counting.fold()
        self.assertEqual(counting.count(Kind.ARTICLE, self.article.pk), 5)

    def test_the_most_read_of_the_week_come_first(self) -> None:
        quiet, busy = make_article(), make_article()
        for number in range(3):
            counting.record(Kind.ARTICLE, busy.pk, address=f"192.0.2.{number}", user_agent="Firefox")
        counting.record(Kind.ARTICLE, quiet.pk, address="192.0.2.9", user_agent="Firefox")
        counting.rank(Kind.ARTICLE)
        self.assertEqual(list(counting.most_read(Kind.ARTICLE)), [busy.pk, quiet.pk])
