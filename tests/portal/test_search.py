"""What is in the index, and what is found in which order: the same on every database."""

import datetime
import random
from unittest.mock import patch

import time_machine
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Interviewee
from portal.lib import text
from portal.moderation.takedown import restore, withdraw
from portal.search import find, index
from portal.search.models import Document
from portal.search.narrowing import Among, Narrowing, Published, admitted
from tests.factories import make_article, make_editor, make_region, make_section, make_source


def found(typed: str, *, by_time: bool = False) -> list[str]:
    """The titles that a query finds, in order."""
    answer = find.find(text.query(typed), {}, by_time=by_time)
    return [result.title for result in find.results(answer.hits)]


def ago(**span: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**span)


class IndexTests(TestCase):
    def test_a_saved_article_is_found_at_once_and_by_what_it_says_now(self) -> None:
        article = make_article(title="渡口今晚停航")
        self.assertEqual(found("渡口"), ["渡口今晚停航"])
        article.title = "步道今晚开放"
        article.save()
        self.assertEqual(found("渡口"), [])
        self.assertEqual(found("步道"), ["步道今晚开放"])

    def test_a_draft_is_not_found_until_it_is_approved(self) -> None:
        article = make_article(title="渡口今晚停航", workflow=Article.Workflow.DRAFT)
        self.assertEqual(found("渡口"), [])
        article.workflow = Article.Workflow.APPROVED
        article.save()
        self.assertEqual(found("渡口"), ["渡口今晚停航"])

    def test_a_scheduled_article_appears_and_an_ending_one_goes_by_the_clock_alone(self) -> None:
        hour = datetime.timedelta(hours=1)
        make_article(title="渡口今晚停航", publish_at=timezone.now() + hour, expires_at=timezone.now() + 3 * hour)
        seen = []
        for hours in (0, 2, 4):
            with time_machine.travel(timezone.now() + hours * hour):
                seen.append(len(found("渡口")))
        self.assertEqual(seen, [0, 1, 0])

    def test_a_withdrawn_article_is_out_and_comes_back_when_restored(self) -> None:
        article, editor = make_article(title="渡口今晚停航"), make_editor()
        withdraw(article, by=editor, reason="误报")
        self.assertEqual(found("渡口"), [])
        self.assertFalse(Document.objects.exists())
        restore(article, by=editor, reason="没有误报")
        self.assertEqual(found("渡口"), ["渡口今晚停航"])

    def test_what_left_without_telling_the_index_is_neither_shown_nor_counted(self) -> None:
        for number in range(3):
            make_article(title=f"渡口今晚停航{number}")
        Article.objects.filter(title="渡口今晚停航1").update(held_at=timezone.now())
        Article.objects.filter(title="渡口今晚停航2").delete()
        answer = find.find(text.query("渡口"), {})
        self.assertEqual((len(answer.hits), len(answer.unnarrowed)), (1, 1))

    def test_a_deleted_article_leaves_no_document(self) -> None:
        make_article().delete()
        self.assertFalse(Document.objects.exists())

    def test_an_article_whose_saving_fails_is_not_indexed(self) -> None:
        article = make_article(title="渡口今晚停航")
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            article.title = "大桥今晚开放"
            article.save()
            raise ZeroDivisionError
        self.assertEqual((found("渡口"), found("大桥")), (["渡口今晚停航"], []))

    def test_the_lead_the_body_the_original_title_and_who_is_interviewed_are_found(self) -> None:
        article = make_article(lead="导读里的荷花", body="<p>正文里的<b>龙</b>虾</p>", original_title="原题里的莲藕")
        person = Interviewee.objects.create(article=article, name="史可法", office="示例园艺师")
        for word in ("荷花", "龙虾", "莲藕", "史可法", "园艺师"):
            self.assertEqual(found(word), [article.title], word)
        person.name = "阮大铖"
        person.save()
        self.assertEqual((found("史可法"), found("阮大铖")), ([], [article.title]))

    def test_a_long_body_is_indexed_up_to_a_limit(self) -> None:
        make_article(title="长文", body=f"<p>开头{'字' * index.MOST_CHARACTERS}结尾</p>")
        self.assertEqual((found("开头"), found("结尾")), (["长文"], []))

    def test_many_rows_cost_as_many_queries_as_one(self) -> None:
        ids = [make_article().pk for _ in range(30)]
        Document.objects.all().delete()
        with self.assertNumQueries(4):  # a savepoint around reading and writing
            index.update("article", ids)
        self.assertEqual(Document.objects.count(), 30)

    def test_the_engine_follows_the_table_however_it_is_written(self) -> None:
        make_article(title="渡口今晚停航")
        Document.objects.update(tokens="步道 道")
        self.assertEqual((len(found("渡口")), len(found("步道"))), (0, 1))
        Document.objects.update(title="与索引无关")
        self.assertEqual(len(found("步道")), 1)
        kept = Document.objects.get()
        Document.objects.all().delete()
        self.assertEqual(len(found("步道")), 0)
        Document.objects.bulk_create([kept])
        self.assertEqual(len(found("步道")), 1)


class FindTests(TestCase):
    def test_either_script_and_either_width_finds_the_other(self) -> None:
        make_article(title="Ｃｈｉｎａ图书馆开到10点")
        make_article(title="臺灣圖書館開到１０點")
        for typed in ("图书馆", "圖書館", "10点", "１０點"):
            self.assertEqual(len(found(typed)), 2, typed)
        self.assertEqual(len(found("china")), 1)

    def test_every_piece_of_a_title_finds_it(self) -> None:
        title = "里运河步道第三段昨天开放𠮷野家龥"
        make_article(title=title)
        for size in range(1, len(title) + 1):
            for start in range(len(title) - size + 1):
                self.assertEqual(found(title[start : start + size]), [title], title[start : start + size])

    def test_a_latin_word_or_a_number_is_found_whole(self) -> None:
        make_article(title="5G基站 Windows 2026")
        self.assertEqual([len(found(typed)) for typed in ("5g", "windows", "2026")], [1, 1, 1])
        self.assertEqual([len(found(typed)) for typed in ("50", "window", "202", "026", "wind")], [0, 0, 0, 0, 0])

    def test_all_words_must_be_there(self) -> None:
        make_article(title="渡口停航", lead="大风")
        make_article(title="渡口复航", lead="晴天")
        self.assertEqual(found("渡口 大风"), ["渡口停航"])
        self.assertEqual(found("渡口 大雪"), [])

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
        self.assertEqual(len(answer.without("section", narrowings)), 19)
