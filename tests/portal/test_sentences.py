"""The opening of a text within a limit."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.sentences import opening


class OpeningTests(SimpleTestCase):
    def test_it_ends_with_a_sentence(self) -> None:
        cases = (
            ("渡口停航。渡船检修三天。", 8, "渡口停航。"),
            ("渡口停航。渡船检修三天。", 12, "渡口停航。渡船检修三天。"),
            ("他说：“停航。”然后走了，很远。", 8, "他说：“停航。”"),
            ("真的吗？真的！走吧。", 8, "真的吗？真的！"),
            ("Ferry stops. It rests for days.", 13, "Ferry stops."),
            ("全长3.5公里。另有2.1公里待建。", 10, "全长3.5公里。"),
            ("第一段。\n第二段也不长。", 8, "第一段。"),
            ("第一段。\n\n第二段。", 20, "第一段。第二段。"),
        )
        for text, most, expected in cases:
            with self.subTest(text, most=most):
                self.assertEqual(opening(text, most), expected)

    def test_a_long_sentence_is_cut_between_clauses_and_says_so(self) -> None:
        text = "沿河的步道从西头的水门广场出发，经过粮运码头，一直修到闸口公园"
        self.assertEqual(opening(text, 24), "沿河的步道从西头的水门广场出发……")
        self.assertEqual(opening("步道" * 40, 20), "步道" * 9 + "……")

    @given(st.text(), st.integers(10, 300))
    def test_it_is_never_too_long_and_never_invents_anything(self, text: str, most: int) -> None:
        found = opening(text, most)
        self.assertLessEqual(len(found), most)
        bare = "".join(text.split())
        self.assertTrue(bare.startswith("".join(found.removesuffix("……").split())), (text, found))
