"""Knowing a text, and an address, again."""

import json
import random

from django.conf import settings
from django.test import SimpleTestCase

from bench.reposts import EDITS, Text
from portal.lib.addresses import canonical
from portal.lib.fingerprint import KEPT, Sketch, likeness, pieces, sketch, title_key
from portal.moderation.denial import LIKE

STORIES = settings.BASE_DIR / "articles" / "demo"


def stories(name: str) -> list[Text]:
    """The stories of one of the demo's files that are more than a brief."""
    rows = map(json.loads, (STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Text(row["title"], row["body_paragraphs"]) for row in rows if len(row.get("body_paragraphs", [])) > 3]


class FingerprintTests(SimpleTestCase):
    stories: list[Text]
    sketches: list[Sketch]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.stories = stories("transport")
        cls.sketches = [sketch(f"{story.title}\n{story.body}") for story in cls.stories]

    def test_an_edited_repost_is_known_again(self) -> None:
        draw = random.Random(4)
        for name, edit in EDITS.items():
            for number, story in enumerate(self.stories[:6]):
                title, body = edit(story, self.stories[-1 - number], draw)
                with self.subTest(name, story=story.title):
                    self.assertGreater(likeness(self.sketches[number], pieces(f"{title}\n{body}"))[0], LIKE)

    def test_other_stories_of_the_same_section_are_not_taken_for_it(self) -> None:
        for number, known in enumerate(self.sketches):
            for other in self.stories[:number] + self.stories[number + 1 :]:
                self.assertLess(likeness(known, pieces(f"{other.title}\n{other.body}"))[0], LIKE / 2)

    def test_the_numbers_are_few_however_long_the_text(self) -> None:
        self.assertEqual(len(sketch(self.stories[0].body * 20).values), KEPT)

    def test_a_text_without_letters_is_like_nothing(self) -> None:
        self.assertEqual(likeness(sketch("……！"), pieces("……！")), (0.0, 0))

    def test_a_title_is_the_same_in_every_script_and_width(self) -> None:
        self.assertEqual(title_key("淮安高铁新城ＡＢＣ今日开建了"), title_key("淮安高鐵新城 abc 今日開建了！"))
        self.assertEqual(title_key("今日天气"), "", "too short to tell stories apart")


class AddressTests(SimpleTestCase):
    def test_spellings_of_one_page_are_one_address(self) -> None:
        for url in (
            "https://www.paper.example/a/1.html",
            "http://paper.example:80/a/1.html",
            "HTTPS://M.PAPER.EXAMPLE/a/1.html#top",
            "https://wap.paper.example//a/1.html?utm_source=x&spm=1.2&from=timeline",
            "https://paper.example/a/1.amp.html",
            " https://paper.example/a/%31.html ",
        ):
            with self.subTest(url):
                self.assertEqual(canonical(url), "paper.example/a/1.html")

    def test_pages_that_a_query_tells_apart_stay_apart(self) -> None:
        self.assertEqual(canonical("https://p.example/?b=2&a=1"), canonical("https://p.example/?a=1&b=2"))
        self.assertNotEqual(canonical("https://p.example/?id=1"), canonical("https://p.example/?id=2"))

    def test_what_is_no_web_address_is_nothing(self) -> None:
        for url in ("", "javascript:alert(1)", "/articles/1/", "http://[", "http://", "mailto:a@example.org"):
            with self.subTest(url):
                self.assertEqual(canonical(url), "")

    def test_a_canonical_address_of_a_name_in_chinese_is_found_by_its_ascii_form(self) -> None:
        self.assertEqual(
            canonical("https://淮安.中国/新闻"), canonical("https://xn--49sx14b.xn--fiqs8s/%E6%96%B0%E9%97%BB")
        )
