"""Chinese typed by its Latin letters, and what the search field offers."""

import re

from django.test import TestCase

from portal.moderation.takedown import withdraw
from portal.search import spelling
from portal.search.models import Spelling
from tests.factories import make_article, make_editor, make_region, make_section


class MeantTests(TestCase):
    def test_the_name_of_a_region_is_meant_with_and_without_its_suffix(self) -> None:
        make_article(title="淮安市的早市", region=make_region("huaian"))
        spelling.learn()
        for typed in ("huaian", "Huai'an", "huai an", "HUAIAN", "huái ān"):
            self.assertEqual(spelling.meant(typed)[:1], ["淮安"], typed)
        self.assertEqual(spelling.meant("huaianshi"), ["淮安市"])

    def test_a_word_that_titles_have_often_is_learned(self) -> None:
        for title in ("早市搬家", "河下早市开张", "早市收摊"):
            make_article(title=title)
        make_article(title="渡口停航")
        spelling.learn()
        self.assertEqual(spelling.meant("zaoshi"), ["早市"])
        self.assertEqual(spelling.meant("dukou"), [], "seen once only")

    def test_a_word_that_finds_nothing_public_is_not_offered(self) -> None:
        make_region("huaian")
        article = make_article(title="涟水县的早市", body="")
        spelling.learn()
        self.assertEqual(spelling.meant("huaian"), [])
        self.assertEqual(spelling.meant("lianshui"), ["涟水"])
        withdraw(article, by=make_editor(), reason="privacy")
        self.assertEqual(spelling.meant("lianshui"), [])

    def test_what_is_no_latin_word_means_nothing_else(self) -> None:
        make_region("huaian")
        spelling.learn()
        with self.assertNumQueries(0):
            for typed in ("", "淮安", "5G", "huaian2", "' OR 1=1", "'", "<script>"):
                self.assertEqual(spelling.meant(typed), [], typed)

    def test_learning_again_forgets_what_is_no_word_any_more(self) -> None:
        section = make_section("livelihood", name="民生")
        spelling.learn()
        section.name = "社会"
        section.save()
        self.assertEqual(spelling.learn(), Spelling.objects.count())
        self.assertFalse(Spelling.objects.filter(word="民生").exists())
        self.assertTrue(Spelling.objects.filter(letters="shehui", word="社会").exists())

    def test_the_search_page_asks_whether_that_was_meant(self) -> None:
        make_article(title="淮安市的早市", region=make_region("huaian"))
        spelling.learn()
        page = self.client.get("/search/?q=huaian")
        self.assertContains(page, "您要找的是不是：")
        self.assertContains(page, '<a class="button" href="?q=%E6%B7%AE%E5%AE%89">淮安</a>')

    def test_where_nothing_is_found_the_parts_that_are_can_be_tried(self) -> None:
        for title in ("大雪封山", "盱眙山城", "龙虾上市", "步道通到运河", "5 个 G"):
            make_article(title=title)
        for typed, offered in (
            ("渡口 大雪", ["大雪"]),
            ("5G渡口", []),
            ("盱眙龙虾", ["盱眙", "龙虾"]),
            ("盱眙山城龙虾上市", ["盱眙山城", "龙虾上市"]),
            ("“运河步道”", ["运河", "步道"]),
            ("渡口", []),
        ):
            page = self.client.get("/search/", {"q": typed}).content.decode()
            self.assertIn("没有找到", page)
            self.assertEqual(re.findall(r'<a class="button" href="\?q=[^"]*">([^<]*)</a>', page), offered)

    def test_what_was_withdrawn_is_no_part_to_try(self) -> None:
        withdraw(make_article(title="龙虾上市"), by=make_editor(), reason="x")
        self.assertNotContains(self.client.get("/search/?q=盱眙龙虾"), ">龙虾</a>")


class SuggestTests(TestCase):
    def suggested(self, typed: str) -> list[str]:
        answer = self.client.get("/search/suggest/", {"q": typed})
        self.assertEqual(answer.headers["Content-Type"], "application/x-suggestions+json")
        query, titles = answer.json()
        self.assertEqual(query, typed)
        return list(titles)

    def test_titles_with_what_was_typed_the_newest_first_at_most_eight(self) -> None:
        make_article(title="步道", body="<p>渡口</p>")
        for number in range(9):
            make_article(title=f"渡口停航第{number}天")
        self.assertEqual(len(self.suggested("渡")), 8)
        self.assertEqual(self.suggested("渡口停")[0], "渡口停航第8天")
        self.assertNotIn("步道", self.suggested("渡口"))

    def test_hant_offers_traditional_script(self) -> None:
        make_article(title="龙门渡口开放")
        self.assertEqual(self.client.get("/hant/search/suggest/?q=龙门").json(), ["龙门", ["龍門渡口開放"]])

    def test_letters_give_the_words_they_spell(self) -> None:
        make_article(title="淮安市的早市", region=make_region("huaian"))
        spelling.learn()
        self.assertEqual(self.suggested("huaian"), ["淮安"])

    def test_browsers_are_told_where_to_ask_for_them(self) -> None:
        description = self.client.get("/opensearch.xml")
        address = "http://127.0.0.1:8000/search/suggest/?q={searchTerms}"
        self.assertContains(description, f'<Url type="application/x-suggestions+json" template="{address}"/>')

    def test_nothing_and_anything_give_an_empty_list(self) -> None:
        for typed in ("", "，。", "%", "'; DROP TABLE", "荷花灯会"):
            self.assertEqual(self.suggested(typed), [], typed)

    def test_a_withdrawn_title_is_not_offered(self) -> None:
        article = make_article(title="渡口停航")
        withdraw(article, by=make_editor(), reason="privacy")
        self.assertEqual(self.suggested("渡口"), [])
