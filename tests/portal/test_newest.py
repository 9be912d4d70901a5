"""How the databases find the newest: within months, then years, then everywhere."""

from unittest.mock import patch

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from portal.lib import text
from portal.search.narrowing import Published
from portal.search.newest import newest
from tests.factories import make_article
from tests.portal.test_search import ago


class WindowTests(TestCase):
    def test_a_common_word_is_looked_up_within_its_months(self) -> None:
        for number in range(6):
            make_article(title=f"渡口第{number}次停航")
        make_article(title="渡口从前停航", publish_at=ago(days=200))
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(len(newest(text.query("渡口"), [], 6)), 6)
        self.assertEqual(len(queries), 1)
        self.assertIn("__20", queries[0]["sql"])

    def test_a_rare_word_is_then_fetched_whole(self) -> None:
        make_article(title="渡口停航", publish_at=ago(days=4000))
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(len(newest(text.query("渡口"), [], 6)), 1)
        self.assertEqual(len(queries), 2)
        self.assertNotIn("__20", queries[1]["sql"])

    @time_machine.travel("2026-11-23T12:00:00+08:00")
    def test_a_narrowing_that_begins_lately_is_not_looked_for_in_all_times(self) -> None:
        make_article(title="渡口停航", publish_at=ago(days=400))
        for days, number in ((0, 1), (40, 1), (200, 2), (600, 3), (800, 4), (3000, 4)):
            with self.subTest(days=days), self.assertNumQueries(number), patch("portal.search.newest.FEW", 0):
                newest(text.query("渡口"), [Published(since=ago(days=days))], 9)

    @time_machine.travel("2026-11-23T12:00:00+08:00")
    def test_what_grew_rarer_lately_is_found_as_far_back_as_was_asked(self) -> None:
        for days in (3, 300, 301, 302, 700, 701, 2000):
            make_article(title="渡口停航", publish_at=ago(days=days))
        with patch("portal.search.newest.FEW", 1):
            for days, number in ((100, 1), (310, 4), (800, 6), (3000, 7)):
                self.assertEqual(len(newest(text.query("渡口"), [Published(since=ago(days=days))], 90)), number, days)
