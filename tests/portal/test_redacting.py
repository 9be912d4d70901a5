"""Taking a name out of a text."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import html
from portal.lib.redacting import MARK, fold, redact, redact_html

PARTS = ["<p>", "</p>", "<b>", "</b>", "&amp;", "&lt;", '<img alt="孙大渡">']


class PlainTests(SimpleTestCase):
    def test_the_name_goes_and_the_rest_stays(self) -> None:
        self.assertEqual(redact("记者问了孙大渡，孙大渡没有回答。", ["孙大渡"]), f"记者问了{MARK}，{MARK}没有回答。")

    def test_other_spellings_of_it_go_too(self) -> None:
        for spelled in ("孫大渡", "孙 大 渡", "孙\u200b大\u200b渡", "孙\n大渡"):
            with self.subTest(spelled):
                self.assertEqual(redact(f"问了{spelled}。", ["孙大渡"]), f"问了{MARK}。")
        self.assertEqual(redact("问 Ｓｕｎ DaDu", ["sun dadu"]), f"问 {MARK}")

    def test_of_passages_that_overlap_the_longer_one_goes(self) -> None:
        self.assertEqual(redact("孙大渡的儿子", ["孙大", "孙大渡"]), f"{MARK}的儿子")

    def test_a_single_sign_is_no_passage(self) -> None:
        self.assertEqual(redact("孙家", ["孙"]), "孙家")

    @given(st.text(alphabet='孙大渡 a<>&"b'), st.text(alphabet="孙大渡a", min_size=2, max_size=3))
    def test_nothing_of_it_is_left(self, text: str, name: str) -> None:
        self.assertNotIn(fold(name), fold(redact(text, [name]).replace(MARK, "\x00")))


class HtmlTests(SimpleTestCase):
    def test_a_name_that_tags_cut_up_goes_and_the_tags_stay(self) -> None:
        self.assertEqual(redact_html("<p>问了<b>孙</b>大渡。</p>", ["孙大渡"]), f"<p>问了<b>{MARK}</b>。</p>")

    def test_a_name_written_as_entities_goes(self) -> None:
        self.assertEqual(redact_html("<p>&#23385;大&#x6e21;</p>", ["孙大渡"]), f"<p>{MARK}</p>")

    def test_two_paragraphs_make_no_name(self) -> None:
        text = "<p>他姓孙</p><p>大渡口</p>"
        self.assertEqual(redact_html(text, ["孙大渡"]), text)

    def test_what_is_read_aloud_of_a_picture_is_redacted(self) -> None:
        out = redact_html('<img src="/media/a.webp" alt="孙大渡在&quot;船&quot;上">', ["孙大渡"])
        self.assertEqual(out, f'<img src="/media/a.webp" alt="{MARK}在&quot;船&quot;上">')

    def test_a_sign_that_looks_like_a_tag_inside_an_attribute_is_none(self) -> None:
        out = redact_html('<a href="/x" title="a>孙大渡">孙大渡</a>', ["孙大渡"])
        self.assertNotIn("孙", out)
        self.assertTrue(out.startswith('<a href="/x" title="'))

    @given(
        st.lists(
            st.sampled_from(["<p>", "</p>", "<b>", "</b>", "孙", "大", "渡", "&amp;", "&lt;", '<img alt="孙大渡">'])
        )
    )
    def test_clean_html_stays_clean_and_keeps_nothing_of_it(self, parts: list[str]) -> None:
        clean = html.clean("".join(parts))
        out = redact_html(clean, ["孙大渡"])
        self.assertEqual(html.clean(out), out)
        self.assertNotIn("孙大渡", html.to_text(out).replace("\n", "|"))
