"""Folding and cutting Chinese text for search."""

import unicodedata

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import text
from portal.lib.script import traditional

# Characters that people write: common Simplified ones, Latin, digits, punctuation of both widths.
COMMON = "".join(
    (
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经",
        "进着等部度家电力里如水化高自二理起小现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间",
        "样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象",
    )
)
WRITTEN = st.text(st.sampled_from(COMMON + "ABCxyz0189 ，。：“”ＡＢ１２（）-+'\"%_"), max_size=60)


class NormaliseTests(SimpleTestCase):
    def test_full_width_capitals_and_traditional_are_one_with_the_plain_form(self) -> None:
        self.assertEqual(text.normalise("ＷＨＯ發佈２０２６年報告"), text.normalise("who发布2026年报告"))

    def test_what_the_site_turns_to_traditional_is_found_by_what_it_was(self) -> None:
        for word in ("着火", "什么", "头发", "后来", "余额", "咨询", "答复", "干部", "台风", "里运河", "钟楼", "皇后"):
            self.assertEqual(text.normalise(traditional(word)), text.normalise(word), word)

    @given(st.text())
    def test_doing_it_twice_changes_nothing(self, written: str) -> None:
        once = text.normalise(written)
        self.assertEqual(text.normalise(once), once)

    @given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20), st.integers(0, 20))
    def test_a_piece_folds_as_it_does_in_the_whole(self, written: str, at: int) -> None:
        folded = text.normalise(written[:at]) + text.normalise(written[at:])
        self.assertEqual(folded, text.normalise(written))


class TokenTests(SimpleTestCase):
    def test_chinese_becomes_pairs_and_the_rest_stays_whole(self) -> None:
        self.assertEqual(text.tokens("里运河5G步道，Opened！"), ["里运", "运河", "5", "g", "步道", "opened"])

    def test_a_rare_character_outside_the_first_plane_is_one_character(self) -> None:
        self.assertEqual(text.tokens("𠮷野家"), ["𠮷野", "野家"])

    @given(st.text())
    def test_a_token_holds_nothing_that_an_engine_could_take_for_syntax(self, written: str) -> None:
        for token in text.tokens(written):
            self.assertRegex(token, r"\A[^\s\x00-/:-@\[-`{-\x7f]+\Z")
            self.assertLessEqual(len(token), text.LONGEST_TOKEN)

    @given(WRITTEN, st.integers(0, 60), st.integers(1, 12))
    def test_whatever_piece_of_chinese_is_asked_for_is_among_the_tokens(self, written: str, at: int, size: int) -> None:
        """A piece may cut a Latin word or a number in two; those are looked for whole, so they are left out here."""
        known = {*text.tokens(written), *text.characters(written)}
        terms = text.query(written[at : at + size]).terms()
        chinese = {term for term in terms if text.is_paired(term.removeprefix(text.ALONE))}
        self.assertLessEqual(chinese, known)


class QueryTests(SimpleTestCase):
    def test_its_words_are_the_runs_of_what_was_typed(self) -> None:
        self.assertEqual(text.query("  全域旅遊，盱眙 ").words, ("全域旅游", "盱眙"))

    def test_nothing_to_look_for_is_no_words(self) -> None:
        for typed in ("", "  ", "，。！", "\x00", "%_'\"", "🙂"):
            self.assertEqual(text.query(typed).words, (), typed)

    def test_a_single_character_is_looked_for_by_itself(self) -> None:
        self.assertEqual(text.query("京 a").terms(), ["_1京", "a"])
        self.assertEqual(text.characters("北京 a 北"), ["_1京", "_1北"])

    def test_a_mark_stands_before_every_term(self) -> None:
        self.assertEqual(text.query("旅游 3").terms("_"), ["_旅游", "_3"])

    def test_a_word_twice_is_one_word(self) -> None:
        self.assertEqual(text.query("旅游 旅遊").words, ("旅游",))

    @given(st.one_of(st.text(max_size=400), WRITTEN.map(lambda written: written * 30)))
    def test_its_work_is_bounded(self, typed: str) -> None:
        query = text.query(typed)
        self.assertLessEqual(len(query.words), text.MOST_WORDS)
        self.assertLessEqual(len(query.terms()), text.MOST_TOKENS)

    def test_it_says_when_something_was_left_out(self) -> None:
        self.assertFalse(text.query(COMMON[:25]).is_cut_short)
        self.assertTrue(text.query(COMMON[:26]).is_cut_short)
        self.assertTrue(text.query("一 二 三 四 五 六 七 八 九").is_cut_short)
        self.assertTrue(text.query(" " * 201 + "书").is_cut_short)

    def test_what_a_reader_typed_is_one_line_without_control_characters(self) -> None:
        self.assertEqual(text.one_line(" 步道\x00\n开放\u2028\ud800 "), "步道 开放")


class CompletenessTests(SimpleTestCase):
    def test_every_common_character_is_found_from_either_script(self) -> None:
        common = [
            bytes([high, low]).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(161, 255)
        ]
        missed = [c for c in common if c and text.normalise(traditional(c)) != text.normalise(c)]
        self.assertEqual(missed, [])

    def test_the_folding_has_no_second_step(self) -> None:
        folding = text.folding()
        self.assertEqual([kept for kept in folding.values() if ord(kept) in folding], [])
        self.assertTrue(all(unicodedata.normalize("NFKC", kept) == kept for kept in folding.values()))
