"""The search page."""

import datetime
import re
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode

from django.utils import timezone
from django.utils.html import escape

from articles.models import Article
from portal.search import find
from tests.assertions import PageTestCase
from tests.factories import make_article, make_region, make_section, make_source
from tests.portal.test_search import INJECTIONS

OPTION = re.compile(r'<a href="\?([^"]*)"( aria-current="true")?>([^<]*)(?:<span>([\d,]+\+?)</span>)?</a>')
HOSTILE = '<img src=x onerror="alert(1)">步道</h3><script>'


def address(**parameters: object) -> str:
    return f"/search/?{urlencode(parameters)}"


class SearchPageCase(PageTestCase):
    def page(self, **parameters: object) -> str:
        response = self.client.get(address(**parameters))
        self.assertEqual(response.status_code, 200, parameters)
        return response.content.decode()

    def titles(self, **parameters: object) -> list[str]:
        return re.findall(r'<a class="cover" href="[^"]*">(.*?)</a>', self.page(**parameters))

    def options(self, **parameters: object) -> dict[str, str]:
        """What the facets offer, with their numbers."""
        return {label: number for _query, _chosen, label, number in OPTION.findall(self.page(**parameters))}


class ResultTests(SearchPageCase):
    def test_a_result_shows_its_words_marked_its_source_and_its_day(self) -> None:
        article = make_article(
            title="三里步道修好了", body="<p>新装了<b>路灯</b>。</p>", section=make_section("economy")
        )
        page = self.page(q="步道 路灯")
        for part in (
            f'href="{article.get_absolute_url()}">三里<mark>步道</mark>修好了</a>',
            "新装了<mark>路灯</mark>。",
            "示例晚报",
            "经济",
            "涟水",
        ):
            self.assertIn(part, page)

    def test_a_traditional_query_finds_and_marks_simplified_text_in_every_dress(self) -> None:
        make_article(title="涟水县图书馆开到十点")
        self.assertIn("涟水县<mark>图书馆</mark>开到十点", self.page(q="圖書館"))
        self.assertContains(self.client.get(f"/hant{address(q='圖書館')}"), "漣水縣<mark>圖書館</mark>開到十點")
        self.assertContains(self.client.get(f"/en{address(q='圖書館')}"), "<mark>图书馆</mark>")

    def test_markup_in_titles_bodies_and_queries_stays_text(self) -> None:
        make_article(title=HOSTILE, body="<p>步道&lt;script&gt;alert(2)&lt;/script&gt;</p>")
        page = self.page(q=f'步道 "><script>alert(3)</script> {HOSTILE}')
        self.assertNotRegex(page, r"<img src=x|<script>|onerror=\"alert")
        page = self.page(q="步道")
        self.assertIn(escape('<img src=x onerror="alert(1)">') + "<mark>步道</mark>", page)
        self.assertNotRegex(page, r"<img src=x|<script>")

    def test_what_is_typed_stands_in_the_field_and_the_heading(self) -> None:
        make_article(title="三里步道修好了")
        page = self.page(q=' 步道\x00  "修好" ')
        self.assertIn(f'name="q" value="{escape("步道 " + chr(34) + "修好" + chr(34))}"', page)

    def test_nothing_typed_invites_to_type(self) -> None:
        self.assertIn("写上要找的地名", self.page())
        self.assertIn("没有可以搜的字", self.page(q="，。！"))

    def test_nothing_found_says_so_and_offers_to_drop_the_filters(self) -> None:
        make_article(title="三里步道修好了")
        make_section("economy")
        self.assertIn("没有找到“荷花灯会”。", self.page(q="荷花灯会"))
        page = self.page(q="步道", section="economy")
        self.assertIn("去掉筛选", page)
        self.assertIn(f'href="?{urlencode({"q": "步道"})}"', page)

    def test_the_pages_keep_the_query(self) -> None:
        for number in range(25):
            make_article(title=f"步道第{number}段")
        self.assertEqual(len(self.titles(q="步道", sort="time")), 20)
        self.assertEqual(len(self.titles(q="步道", sort="time", page=2)), 5)
        links = re.findall(r'rel="next" href="\?([^"]*)"', self.page(q="步道", sort="time", source=make_source().pk))
        self.assertEqual(
            parse_qs(links[0].replace("&amp;", "&")),
            {"q": ["步道"], "source": [str(make_source().pk)], "sort": ["time"], "page": ["2"]},
        )

    def test_more_than_can_be_shown_is_said_and_counted_as_far_as_it_was_looked_at(self) -> None:
        make_article(title="步道从前", region=make_region("other"), publish_at=timezone.now() - datetime.timedelta(9))
        for number in range(5):
            make_article(title=f"步道第{number}段", region=make_region("lianshui" if number % 2 else "huaian"))
        with patch.object(find, "MOST", 5):
            self.assertIn("“步道”共 5+ 条", self.page(q="步道"))
            self.assertEqual(len(self.titles(q="步道")), 5)
            offered = self.options(q="步道")
            expected = {"全部地区": "5+", "涟水县": "2+", "其他地区": "", "新闻": "5+", "今天": "5+"}
            self.assertLessEqual(expected.items(), offered.items())
            narrowed = self.options(q="步道", region="lianshui")
            self.assertLessEqual({"全部地区": "5+", "涟水县": "2", "新闻": "2"}.items(), narrowed.items())
            self.assertNotIn("人物访谈", narrowed, "all that is left was counted, and none is one")
        self.assertIn("“步道”共 6 条", self.page(q="步道"))
        self.assertEqual(self.options(q="步道")["全部地区"], "6")


class OrderTests(SearchPageCase):
    def test_the_reader_chooses_between_relevance_and_time(self) -> None:
        now = timezone.now()
        make_article(title="步道开放", publish_at=now - datetime.timedelta(days=2))
        make_article(title="周末去处", lead="步道", publish_at=now - datetime.timedelta(days=1))
        self.assertEqual(self.titles(q="步道"), ["<mark>步道</mark>开放", "周末去处"])
        self.assertIn(f'href="?{urlencode({"q": "步道"})}&amp;sort=time">按时间排</a>', self.page(q="步道"))
        self.assertEqual(self.titles(q="步道", sort="time"), ["周末去处", "<mark>步道</mark>开放"])
        self.assertIn(f'href="?{urlencode({"q": "步道"})}">按相关程度排</a>', self.page(q="步道", sort="time"))


class FacetTests(SearchPageCase):
    def setUp(self) -> None:
        super().setUp()
        today = timezone.now()
        county = make_region()
        town = make_region("gaogou", name="高沟镇", kind="town", parent=county)
        self.daily = make_source("示例日报")
        make_article(title="步道甲", region=county)
        make_article(title="步道乙", region=town, source=self.daily, publish_at=today - datetime.timedelta(days=3))
        make_article(
            title="步道丙",
            region=make_region("other"),
            section=make_section("interviews"),
            source=None,
            publish_at=today - datetime.timedelta(days=400),
        )

    def found(self, **parameters: object) -> str:
        """The last characters of the titles, in order."""
        return "".join(title[-1] for title in self.titles(q="步道", sort="time", **parameters))

    def test_each_narrows_the_results(self) -> None:
        self.assertEqual(self.found(), "甲乙丙")
        self.assertEqual(self.found(kind="news"), "甲乙")
        self.assertEqual(self.found(kind="interview"), "丙")
        self.assertEqual(self.found(region="lianshui"), "甲乙")
        self.assertEqual(self.found(region="gaogou"), "乙")
        self.assertEqual(self.found(section="interviews"), "丙")
        self.assertEqual(self.found(source=self.daily.pk), "乙")
        self.assertEqual(self.found(region="lianshui", kind="news", source=make_source().pk), "甲")

    def test_days_are_whole_days_of_the_site(self) -> None:
        day = timezone.localdate() - datetime.timedelta(days=3)
        self.assertEqual(self.found(**{"from": day}), "甲乙")
        self.assertEqual(self.found(to=day), "乙丙")
        self.assertEqual(self.found(**{"from": day, "to": day}), "乙")
        self.assertEqual(self.found(to=day - datetime.timedelta(days=1)), "丙")

    def test_each_choice_says_how_much_it_would_leave(self) -> None:
        offered = self.options(q="步道")
        expected = {"全部": 3, "新闻": 2, "人物访谈": 1, "不限": 3, "今天": 1, "最近7天": 2, "最近一年": 2}
        expected |= {"涟水县": 2, "其他地区": 1, "示例日报": 1, "示例晚报": 1}
        self.assertLessEqual({label: str(number) for label, number in expected.items()}.items(), offered.items())

    def test_the_other_choices_of_a_facet_stay_on_offer(self) -> None:
        offered = self.options(q="步道", region="other", kind="interview")
        self.assertEqual((offered["其他地区"], offered["全部地区"], offered["全部"]), ("1", "1", "1"))
        self.assertNotIn("涟水县", offered)  # no interview from there
        self.assertEqual(self.options(q="步道", region="other")["涟水县"], "2")

    def test_what_is_chosen_is_marked_and_kept_by_the_others(self) -> None:
        page = self.page(q="步道", region="gaogou", section="livelihood", **{"from": "2020-01-01", "to": "2030-01-01"})
        chosen = {label for _query, current, label, _number in OPTION.findall(page) if current}
        self.assertEqual(chosen, {"全部", "2020-01-01至2030-01-01", "高沟镇", "民生", "全部来源"})
        queries = [
            parse_qs(query.replace("&amp;", "&")) for query, _c, label, _n in OPTION.findall(page) if label == "新闻"
        ]
        self.assertEqual(
            queries,
            [
                {
                    "q": ["步道"],
                    "kind": ["news"],
                    "region": ["gaogou"],
                    "section": ["livelihood"],
                    "from": ["2020-01-01"],
                    "to": ["2030-01-01"],
                }
            ],
        )


class NonsenseTests(SearchPageCase):
    def test_whatever_a_parameter_holds_there_is_a_page_that_says_what_was_not_understood(self) -> None:
        make_article(title="三里步道修好了")
        nonsense = [
            "\x00",
            "x",
            "-1",
            "99999999999999999999",
            "9" * 5000,
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "🙂",
            "' OR 1=1",
        ]
        for name in ("kind", "region", "section", "source", "from", "to", "sort", "page"):
            for value in nonsense:
                with self.subTest(name=name, value=value[:20]):
                    page = self.page(q="步道", **{name: value})
                    self.assertIn('class="notice notice--warn"', page)
                    self.assertIn("三里<mark>步道</mark>修好了", page)

    def test_days_in_the_wrong_order_are_left_out(self) -> None:
        make_article(title="三里步道修好了")
        page = self.page(q="步道", **{"from": "2026-03-02", "to": "2026-03-01"})
        self.assertIn("开始的日期在结束的日期后面", page)
        self.assertIn("三里<mark>步道</mark>修好了", page)

    def test_an_endless_query_is_cut_and_the_reader_told(self) -> None:
        make_article(title="三里步道修好了")
        for typed in ("步道" * 50_000, "步道 " * 40_000, " " * 100_000 + "步道", "\x00" * 100_000, "ﷺ" * 50_000):
            main = self.page(q=typed).partition("<main")[2].partition("</main>")[0]
            self.assertLess(len(main), 20_000, typed[:3])
        self.assertIn("搜索词太长", self.page(q="三里步道修好了" * 100))

    def test_bytes_that_are_no_text_give_a_page(self) -> None:
        for query in ("q=%ff%fe&region=%ff", "q[]=1&q=%", "&&&=&q", "q=%ED%A0%80", "page=2&page=x", "from=%00"):
            self.assertEqual(self.client.get(f"/search/?{query}").status_code, 200, query)

    def test_strings_made_to_break_something_find_only_what_they_say(self) -> None:
        make_article(title="三里步道修好了")
        for typed in INJECTIONS:
            self.assertEqual(self.titles(q=typed), [], typed)

    def test_a_full_stop_of_numbers_is_no_page(self) -> None:
        make_article(title="三里步道修好了")
        self.assertIn("没有这一页，先看第1页。", self.page(q="步道", page=10**9))


class CostTests(SearchPageCase):
    def test_it_costs_as_many_queries_with_many_results_as_with_one(self) -> None:
        self.assertFlatCost(address(q="里运河步道"), make_article, rows=15)

    def test_it_is_not_kept_sets_no_cookie_and_writes_nothing(self) -> None:
        make_article(title="三里步道修好了")
        self.assertIn("三里", self.ask(address(q="步道")).text)
        queries = self.cost(address(q="步道"))
        self.assertEqual([sql for sql in queries if not sql.startswith("SELECT")], [])
        self.assertLessEqual(len(queries), 12)
        answer = self.ask(address(q="步道"))
        self.assertNotIn("set-cookie", answer.headers)
        Article.objects.update(withdrawn_at=timezone.now())
        self.assertNotIn("三里", self.ask(address(q="步道")).text)
