"""What is found, and in which order: the same on every database."""

import datetime
import random
from unittest.mock import patch

import time_machine
from django.test import TestCase
from django.utils import timezone

from portal.lib import text
from portal.search import find
from portal.search.narrowing import Among, Narrowing, Published, admitted
from tests.factories import make_article, make_region, make_section, make_source


def found(typed: str, *, by_time: bool = False) -> list[str]:
    """The titles that a query finds, in order."""
    answer = find.find(text.query(typed), {}, by_time=by_time)
    return [result.title for result in find.results(answer.hits)]


def ago(**span: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**span)


class FindTests(TestCase):
    long_title = "里运河步道第三段昨天开放𠮷野家龥"

    def test_either_script_and_either_width_finds_the_other(self) -> None:
        make_article(title="Ｃｈｉｎａ图书馆开到10点")
        make_article(title="臺灣圖書館開到１０點")
        for typed in ("图书馆", "圖書館", "10点", "１０點"):
            self.assertEqual(len(found(typed)), 2, typed)
        self.assertEqual(len(found("china")), 1)

    def test_every_piece_of_a_title_finds_it(self) -> None:
        make_article(title=(title := self.long_title))
        for size in range(1, len(title) + 1):
            for start in range(len(title) - size + 1):
                self.assertEqual(found(title[start : start + size]), [title], title[start : start + size])

    def test_a_latin_word_or_a_number_is_found_whole(self) -> None:
        make_article(title="5G基站 Windows 2026", body="")
        self.assertEqual([len(found(typed)) for typed in ("5g", "windows", "2026")], [1, 1, 1])
        self.assertEqual([len(found(typed)) for typed in ("50", "window", "202", "026", "wind")], [0, 0, 0, 0, 0])

    def test_all_words_must_be_there(self) -> None:
        make_article(title="渡口停航", lead="大风")
        make_article(title="渡口复航", lead="晴天")
        self.assertEqual(found("渡口 大风"), ["渡口停航"])
        self.assertEqual(found("渡口 大雪"), [])

    def test_words_in_quotation_marks_stand_just_so(self) -> None:
        make_article(title="湖心岛民宿", body="")
        make_article(title="湖心亭对面，心岛上的岛民，民宿很少", body="")
        for typed in ('"湖心岛民宿"', "“湖心岛民宿”", "「湖心島民宿」", "＂湖心岛民宿＂"):
            self.assertEqual(found(typed), ["湖心岛民宿"], typed)
        self.assertEqual(len(found("湖心岛民宿")), 2)

    def test_a_quoted_phrase_goes_across_punctuation_and_scripts(self) -> None:
        make_article(title="三里步道：Windows 11 上线了", body="")
        make_article(title="Windows 上线 步道 三里 11", body="")
        for typed in ("“步道 Windows 11”", "“三里步道Windows”", '"windows 11 上线"'):
            self.assertEqual(found(typed), ["三里步道：Windows 11 上线了"], typed)

    def test_quotation_marks_that_do_not_close_are_no_more_than_signs(self) -> None:
        make_article(title="湖心岛民宿", body="")
        for typed in ('"湖心岛', "湖心岛”", '""', '"" 湖心岛', "“”湖心岛"):
            self.assertEqual(len(found(typed)), 0 if typed == '""' else 1, typed)

    def test_whole_in_the_title_comes_before_whole_in_the_text_before_pieces(self) -> None:
        make_article(title="甲", body="<p>高邮湖的湖心岛，心岛上的岛民，民宿很少</p>", publish_at=ago(hours=1))
        make_article(title="乙", body="<p>湖心岛民宿开放</p>", publish_at=ago(hours=2))
        make_article(title="湖心岛民宿开放", publish_at=ago(hours=3))
        make_article(title="湖心岛民宿试营业", publish_at=ago(hours=4))
        self.assertEqual(found("湖心岛民宿"), ["湖心岛民宿开放", "湖心岛民宿试营业", "乙", "甲"])
        self.assertEqual(found("湖心岛民宿", by_time=True), ["甲", "乙", "湖心岛民宿开放", "湖心岛民宿试营业"])

    def test_by_time_the_newest_comes_first_wherever_the_words_stand(self) -> None:
        make_article(title="渡口停航", publish_at=ago(hours=2))
        make_article(title="甲", lead="渡口", publish_at=ago(hours=1))
        self.assertEqual(found("渡口", by_time=True), ["甲", "渡口停航"])
        self.assertEqual(found("渡口"), ["渡口停航", "甲"])

    def test_of_too_many_the_newest_and_those_in_the_title_are_given(self) -> None:
        make_article(title="渡口停航", publish_at=ago(days=9))
        for number in range(8):
            make_article(title=f"第{number}条", lead="渡口", publish_at=ago(hours=number + 1))
        with patch.multiple(find, MOST=5, CANDIDATES=3):
            answer = find.find(text.query("渡口"), {})
            self.assertTrue(answer.is_capped)
            self.assertEqual(found("渡口"), ["渡口停航", "第0条", "第1条", "第2条", "第3条"])
            self.assertEqual(found("渡口", by_time=True), [f"第{number}条" for number in range(5)])

    def test_of_a_common_word_the_newest_come_from_whatever_month_they_are(self) -> None:
        with time_machine.travel("2026-03-01T00:30:00+08:00"):  # in UTC the month before
            moments = [
                ago(minutes=5),
                ago(days=1),
                ago(days=70),
                ago(days=95),
                ago(days=200),
                ago(days=380),
                ago(days=4000),
            ]
            for number, moment in enumerate(moments):
                make_article(title=f"渡口第{number}次停航", publish_at=moment)
            expected = [f"渡口第{number}次停航" for number in range(7)]
            for most in range(1, 8):
                with patch.object(find, "MOST", most):
                    self.assertEqual(found("渡口", by_time=True), expected[:most], most)
                    until = Published(before=ago(days=90))
                    hits = find.find(text.query("渡口"), {"time": (until,)}, by_time=True).hits
                    self.assertEqual([hit.published_at for hit in hits], moments[3:][:most], most)

    def test_nothing_to_look_for_asks_nobody(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(find.find(text.query("，。"), {}).hits, [])

    def test_strings_made_to_break_a_query_are_looked_for_as_they_stand(self) -> None:
        make_article(title="渡口停航")
        for typed in INJECTIONS:
            self.assertEqual(found(typed), [], typed)
            self.assertEqual(found(f"渡口{typed}"), [] if text.query(typed).words else ["渡口停航"], typed)


INJECTIONS = [
    "' OR 1=1 --",
    '" OR ""="',
    "x'; DROP TABLE search_document; --",
    "1) UNION SELECT password FROM auth_user--",
    "a:* | b:*",
    "'a' & !'b'",
    "NEAR(a b, 5)",
    "tokens:a OR b*",
    "^a {b c}: d",
    "a AND NOT b",
    "%_\\%",
    "\\' \\\\",
    "$$; $1 %s %(a)s {0}",
    "''::tsquery",
    "(((((",
    "*",
    '"',
    "￥′＂；－－ＯＲ",
    "{{7*7}}",
    "{% include 'x' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{{ settings.SECRET_KEY }}",
]


class NarrowingTests(TestCase):
    def setUp(self) -> None:
        """Forty articles, each with one of three sections, sources and regions, or none."""
        chance = random.Random(7)
        for number in range(40):
            make_article(
                title=f"渡口第{number}次停航",
                section=chance.choice([make_section(), make_section("economy"), make_section("interviews")]),
                source=chance.choice([make_source(), make_source("示例日报"), None]),
                region=chance.choice([make_region(), make_region("other")]),
                publish_at=ago(hours=number + 1),
            )
        self.narrowings: list[Narrowing] = [
            Among("kind", {"article"}),
            Among("kind", {"listing"}),
            Among("section_id", {make_section("interviews").pk}),
            Among("section_id", {make_section("interviews").pk}, is_without=True),
            Among("source_id", {make_source().pk}),
            Among("source_id", {make_source().pk}, is_without=True),
            Among("region_id", {make_region().pk, make_region("other").pk}),
            Among("region_id", set()),
            Among("region_id", set(), is_without=True),
            Published(since=ago(hours=20)),
            Published(before=ago(hours=20)),
            Published(ago(hours=20), ago(hours=10)),
        ]

    def test_the_database_and_the_list_at_hand_admit_the_same(self) -> None:
        hits = find.find(text.query("渡口"), {}, by_time=True).hits
        self.assertEqual(len(hits), 40)
        for narrowing in self.narrowings:
            with patch.object(find, "MOST", 39):  # one too many, so the database has to narrow
                asked = find.find(text.query("渡口"), {"one": (narrowing,)}, by_time=True)
            self.assertTrue(asked.is_sampled)
            self.assertEqual(asked.hits, admitted(hits, [narrowing])[:39], narrowing)

    def test_several_hold_at_once_and_one_can_be_lifted(self) -> None:
        narrowings: find.Narrowings = {
            "section": (Among("section_id", {make_section("interviews").pk}),),
            "time": (Published(since=ago(hours=20)),),
        }
        answer = find.find(text.query("渡口"), narrowings, by_time=True)
        self.assertEqual(answer.hits, admitted(answer.unnarrowed, [*narrowings["section"], *narrowings["time"]]))
        self.assertLess(len(answer.hits), 19)
        lifted, are_all = answer.without("section", narrowings)
        self.assertEqual((len(lifted), are_all), (19, True))
