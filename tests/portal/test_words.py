"""Listed words and links, plain and in disguise."""

from django.test import SimpleTestCase, TestCase

from portal.moderation.links import holds_link
from portal.moderation.models import ListedWord
from portal.moderation.words import fold, listed_word_in


class ListedWordTests(TestCase):
    def setUp(self) -> None:
        for word in ("刷单", "加微信", "vx", "代开 发票"):
            ListedWord.objects.create(word=word)

    def test_a_word_is_found_in_every_dress(self) -> None:
        for text in (
            "在家刷单日结",
            "在家刷 单日结",
            "刷.单",
            "刷—单",
            "刷\u200b单",
            "刷\n单",
            "刷👉单",
            "刷(单)",
            "刷單",
            "加　微　信",
            "加★微★信",
            "V-X：138",
            "ｖｘ号",
            "𝓥𝔁号",
            "Ⓥⓧ号",
            "vх号",
            "v\u0301x\u0336号",
            "代開發票",
            "代开发票",
        ):
            with self.subTest(text):
                self.assertIsNotNone(listed_word_in(text))

    def test_the_answer_is_the_word_as_the_editors_wrote_it(self) -> None:
        self.assertEqual(listed_word_in("這裏代。開。發。票"), "代开 发票")

    def test_latin_letters_inside_a_longer_word_are_not_the_word(self) -> None:
        for text in ("devxml 真好用", "看 MVX 大片", "vxx"):
            with self.subTest(text):
                self.assertIsNone(listed_word_in(text))
        self.assertEqual(listed_word_in("加vx123"), "vx")
        self.assertEqual(listed_word_in("devxml 不是，v x 才是"), "vx")

    def test_ordinary_words_are_not_found(self) -> None:
        for text in ("步道的路灯能不能再亮一点", "刷卡、单号都行", "", "🎉"):
            with self.subTest(text):
                self.assertIsNone(listed_word_in(text))

    def test_a_change_of_the_list_counts_at_once(self) -> None:
        self.assertIsNone(listed_word_in("套现"))
        with self.captureOnCommitCallbacks(execute=True):
            word = ListedWord.objects.create(word="套现")
        self.assertEqual(listed_word_in("信用卡套现"), "套现")
        with self.captureOnCommitCallbacks(execute=True):
            word.word = "套 利"
            word.save()
        self.assertIsNone(listed_word_in("信用卡套现"))
        with self.captureOnCommitCallbacks(execute=True):
            ListedWord.objects.filter(pk=word.pk).delete()
        self.assertIsNone(listed_word_in("套利"))

    def test_a_word_of_signs_alone_matches_nothing(self) -> None:
        ListedWord.objects.create(word="!!!")
        self.assertIsNone(listed_word_in("好!!!"))

    def test_without_words_nothing_is_listed(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            ListedWord.objects.all().delete()
        self.assertIsNone(listed_word_in("刷单"))

    def test_asking_again_costs_no_query(self) -> None:
        listed_word_in("a")
        with self.assertNumQueries(0):
            listed_word_in("刷单")

    def test_folding_leaves_what_spellings_share(self) -> None:
        self.assertEqual(fold("加 Ｖ：❤微.信 ①②３ 號碼"), "加v微信123号码")


class LinkTests(SimpleTestCase):
    def test_links_are_found_however_they_are_written(self) -> None:
        for text in (
            "看 http://example.org/a",
            "HTTPS://EXAMPLE.ORG",
            "h t t p : / / example",
            "hxxp://example",
            "www.example.test",
            "www。example。com",
            "example.com",
            "来example.cn看看",
            "ＥＸＡＭＰＬＥ．ＣＯＭ",
            "𝐞𝐱𝐚𝐦𝐩𝐥𝐞.𝐜𝐨𝐦",
            "ex\u200bample.c\u00adom",
            "ехаmрlе.соm",
            "example点com",
            "example(dot)com",
            "example [.] com",
            "example dot com",
            "e x a m p l e . c o m",
            "example . com",
            "example·com",
            "例子.com",
            "例子.中国",
            "t.me/abc",
            "198.51.100.7/x",
            "198.51.100.7:8080",
            "xn--fsq.example",
            "写信到 a@example.net",
            "weixin://dl",
        ):
            with self.subTest(text):
                self.assertTrue(holds_link(text))

    def test_ordinary_text_holds_none(self) -> None:
        for text in (
            "今天3.5公里，8点见。2026.11.23 体温36.5",
            "U.S. 的 e.g. i.e. 3.14 No.1 v2.0.1 a.m. p.m.",
            "10.5元/斤，电话12345",
            "I like it. Me too. Great...net",
            "Node.js 和 main.py",
            "开放时间 8:30-17:00",
            "下午2点top店见",
            "（编辑：已更正，谢谢。）",
            "a/b 和 c//d",
            "股票688981.SH",
        ):
            with self.subTest(text):
                self.assertFalse(holds_link(text))
