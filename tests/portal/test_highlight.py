"""Why something was found: the words marked in the text as it was written."""

import re

from django.test import SimpleTestCase
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import text
from portal.search.highlight import LENGTH, excerpt, marked, pattern
from portal.templatetags.typography import headline


def mark(written: str, typed: str) -> str:
    return marked(written, pattern(text.query(typed)))


class MarkTests(SimpleTestCase):
    def test_words_are_marked_however_they_were_written(self) -> None:
        self.assertEqual(
            mark("臺灣的圖書館，台湾的图书馆", "图书馆 臺灣"),
            "<mark>臺灣</mark>的<mark>圖書館</mark>，<mark>台湾</mark>的<mark>图书馆</mark>",
        )
        self.assertEqual(mark("ＷｉＦｉ和wifi", "WIFI"), "<mark>ＷｉＦｉ</mark>和<mark>wifi</mark>")

    def test_a_latin_word_or_a_number_is_marked_only_whole(self) -> None:
        self.assertEqual(
            mark("AI said 5G, 15 and ai5", "ai 5"),
            "<mark>AI</mark> said <mark>5</mark>G, 15 and <mark>ai</mark><mark>5</mark>",
        )

    def test_of_two_words_that_begin_alike_the_longer_is_marked(self) -> None:
        self.assertEqual(mark("步道开放", "步道 步道开放"), "<mark>步道开放</mark>")

    def test_no_word_marks_nothing(self) -> None:
        self.assertEqual(mark("步道", "，"), "步道")

    def test_markup_in_the_text_stays_text(self) -> None:
        self.assertEqual(
            mark("<script>步道</script>&amp;<mark>", "步道 script mark amp"),
            "&lt;<mark>script</mark>&gt;<mark>步道</mark>&lt;/<mark>script</mark>&gt;&amp;<mark>amp</mark>;&lt;<mark>mark</mark>&gt;",
        )

    @given(st.text(), st.text(max_size=30))
    def test_without_the_marks_the_escaped_text_is_left(self, written: str, typed: str) -> None:
        self.assertEqual(re.sub("</?mark>", "", mark(written, typed)), escape(written))

    def test_a_headline_keeps_its_clauses(self) -> None:
        found = pattern(text.query("步道"))
        self.assertEqual(
            headline("步道开放，<夜跑>——三里步道", found),
            '<span class="clause"><mark>步道</mark>开放，</span><span class="clause">&lt;夜跑&gt;</span>'
            '<span class="card__sub">——三里<mark>步道</mark></span>',
        )


class ExcerptTests(SimpleTestCase):
    def of(self, written: str, typed: str = "步道") -> str:
        return excerpt(written, pattern(text.query(typed)))

    def test_a_short_text_is_shown_whole(self) -> None:
        self.assertEqual(self.of("步道昨天开放。"), "步道昨天开放。")

    def test_it_begins_with_the_sentence_of_the_first_word(self) -> None:
        self.assertEqual(self.of("这一句不要。\n新的步道昨天开放。"), "新的步道昨天开放。")

    def test_it_says_where_it_was_cut(self) -> None:
        shown = self.of("前" * 300 + "步道" + "后" * 300)
        self.assertRegex(shown, r"\A……前{30}步道后+……\Z")
        self.assertEqual(len(shown), LENGTH + 4)

    def test_without_a_word_it_is_the_beginning(self) -> None:
        self.assertEqual(self.of("第一段。\n第二段。", "渡口"), "第一段。 第二段。")
