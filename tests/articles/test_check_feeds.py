"""`manage.py check_feeds`: what it counts, and when it complains."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.models import Entry, Source
from tests.articles.feeds import item, rss

RIGHT = {
    "file": "real/a.xml",
    "n_items": 1,
    "feed_title": "示例晚报",
    "item_titles": ["第1条消息"],
    "item_links": ["http://news.example/1"],
    "item_dates": ["2021-03-02T11:03:00Z"],
    "true_encoding": "utf-8",
    "level": "must",
}


class CheckFeedsTests(TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        (self.folder / "real").mkdir()
        (self.folder / "real/a.xml").write_bytes(rss(item(1)))
        (self.folder / "real/page.xml").write_bytes(b"<html>news</html>")

    def check(self, **differently: Any) -> str:
        (self.folder / "real.expected.jsonl").write_text(json.dumps({**RIGHT, **differently}), encoding="utf-8")
        out = io.StringIO()
        call_command("check_feeds", str(self.folder), "--wrong", stdout=out)
        return out.getvalue()

    def test_it_counts_what_is_right_and_keeps_nothing(self) -> None:
        out = self.check()
        self.assertIn("real: 2 files, 1 items, 1 entries", out)
        self.assertEqual(out.count("1 of 1 (100.0 %)"), 6)
        self.assertIn("是一个网页，不是订阅源。 1", out)
        self.assertFalse(Entry.objects.exists() or Source.objects.filter(name__startswith="check").exists())

    def test_it_complains_below_the_bar(self) -> None:
        for name, wrong, label in [
            ("n_items", 2, "items right"),
            ("item_titles", ["另一条"], "titles"),
            ("item_links", ["http://news.example/2"], "links"),
            ("item_dates", ["2021-03-02T12:03:00Z"], "dates"),
            ("item_titles", ["另一条"], "encodings: must"),
        ]:
            with self.subTest(label), self.assertRaisesMessage(CommandError, f"real, {label}"):
                self.check(**{name: wrong})

    def test_what_the_parsers_do_not_agree_on_is_not_compared(self) -> None:
        self.assertNotIn("titles", self.check(item_titles=["另一条"], agree=["n_items"]))
