"""What is refused, and how the refusal reads."""

from typing import Any
from unittest import mock

from taggit.models import Tag

from articles.importing import batches
from articles.importing.record import Record
from articles.models import Article, Person, Pin, Section
from portal.lib import html
from portal.regions.models import Region
from tests.articles.importing import ImportTestCase, make_row
from tests.factories import make_region, make_section

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": None}, "title 没有写"),
    ({"title": "   "}, "title 没有写"),
    ({"title": "长" * 201}, "title 超过200个字（有201个）"),
    ({"title": ["甲"]}, "title 应是文字"),
    ({"title": "有\x00零"}, "title 里有看不见的控制字符"),
    ({"title": "半个\ud83d"}, "title 里有看不见的控制字符"),
    ({"lead": "长" * 2001}, "lead 超过2000个字"),
    ({"published_at": None}, "published_at 没有写"),
    ({"published_at": "昨天"}, "published_at 应是"),
    ({"published_at": "2026-02-30"}, "published_at 应是"),
    ({"published_at": "0001-01-01"}, "published_at 应是"),
    ({"published_at": 1773831780}, "published_at 应是"),
    ({"published_at": None, "date": "2026-03-18", "hour": 24}, "hour 应是 0 到 23 的整数"),
    ({"published_at": None, "days_ago": 3, "time": "25:00"}, "time 应是"),
    ({"published_at": None, "days_ago": "三"}, "days_ago 应是"),
    ({"expires_at": "以后"}, "expires_at 应是"),
    ({"views": -1}, "views 应是"),
    ({"views": True}, "views 应是"),
    ({"views": 1.5}, "views 应是"),
    ({"views": 10**30}, "views 应是"),
    ({"workflow": "live"}, "workflow 应是其中之一：draft、in_review、approved"),
    ({"original_url": "javascript:alert(1)"}, "original_url 应是 http:// 或 https://"),
    ({"original_url": "https://example.org/" + "a" * 500}, "original_url 超过500个字"),
    ({"source": "社" * 61}, "source 超过60个字"),
    ({"section": "栏" * 21}, "section 超过20个字"),
    ({"key": "k" * 101}, "key 超过100个字"),
    ({"key": ["k"]}, "key 应是文字"),
    ({"tags": {"早市": 1}}, "tags 应是最多50个词的列表"),
    ({"tags": ["!!!"]}, "tags “!!!”里没有字"),
    ({"tags": [5]}, "tags 应是文字"),
    ({"byline": ["甲"]}, "byline 应是一个 JSON 对象"),
    ({"byline": {"reporters": ["名" * 61]}}, "byline.reporters 超过60个字"),
    ({"body_paragraphs": "一段"}, "body_paragraphs 应是段落的列表"),
    ({"body": "一段", "body_html": "<p>一段</p>"}, "body 只能写一种"),
    ({"body_html": "<b>" * (html.MOST_TAGS + 1)}, "body 太长，或标签太多"),
    ({"body": "长" * (html.MOST_CHARACTERS + 1)}, "body 太长，或标签太多"),
    ({"cover": "没有.webp"}, "cover.file 找不到图片：没有.webp"),
    ({"cover": "../rows.jsonl"}, "cover.file 找不到图片"),
    ({"cover": "/etc/passwd"}, "cover.file 找不到图片"),
    ({"cover": "长" * 290}, "cover.file 找不到图片"),
    (
        {"cover": {"file": "没有.webp", "focus_x": 2}},
        "cover.file 找不到图片：没有.webp；cover.focus_x 应是 0 到 1 的数",
    ),
    ({"interviewee": {"office": "队长"}}, "interviewee.name 没有写"),
    ({"corrections": [{"text": "", "kind": "sorry"}]}, "corrections[0].kind 应是其中之一"),
    (
        {"comments": [{"nickname": "甲", "text": "好"}, {"nickname": "乙" * 21, "text": "好"}]},
        "comments[1].nickname 超过20",
    ),
    ({"comments": [{"nickname": "甲", "text": "好", "hours_after": float("1e12")}]}, "comments[0].hours_after 应是"),
    ({"comments": "好"}, "comments 应是最多20000个 JSON 对象的列表"),
    ({"pinned": ["top"]}, "pinned 应是其中之一：front、section、region"),
    ({"breaking": {"text": "快讯"}}, "breaking.expires_at 没有写"),
]


class RefusalTests(ImportTestCase):
    def test_a_wrong_field_is_named_with_its_line_and_the_next_line_is_imported(self) -> None:
        for fields, reason in WRONG:
            with self.subTest(reason=reason, fields=str(fields)[:60]):
                Article.objects.all().delete()
                self.assertIn(f"第1行：{reason}", self.refusal(**fields))

    def test_everything_that_is_wrong_with_a_line_is_said_at_once(self) -> None:
        said = self.refusal(title="", views="多", tags=5)
        self.assertIn("第1行：title 没有写；tags 应是最多50个词的列表；views 应是", said)

    def test_a_refused_row_leaves_nothing_behind(self) -> None:
        extras = {"section": "新栏目", "region": "新县", "tags": ["新标签"], "byline": {"reporters": ["新人"]}}
        self.refusal(title="长" * 201, **extras)
        self.assertFalse(Section.objects.filter(name="新栏目").exists())
        self.assertFalse(Region.objects.filter(name="新县").exists())
        self.assertFalse(Tag.objects.exists() or Person.objects.exists())

    def test_fields_that_mean_nothing_are_named_once(self) -> None:
        rows = [make_row(number, colour="蓝", cover=None, byline={"poets": ["甲"]}) for number in range(3)]
        self.assertEqual(self.run_import(self.write_rows(*rows)), 0)
        self.assertEqual(self.out.count("colour"), 1)
        self.assertIn("不认识、没有用到的字段：byline.poets、colour", self.out)

    def test_the_same_key_twice_in_a_file_is_an_error(self) -> None:
        self.assertEqual(self.run_import(self.write_rows(make_row(), make_row(title="另一篇"))), 1)
        self.assertIn("第2行：与第1行编号相同", self.err)

    def test_the_summary_counts_what_became_of_the_lines(self) -> None:
        self.run_import(self.write_rows(make_row(1)))
        self.assertEqual(self.run_import(self.write_rows(make_row(1), make_row(2), make_row(3, title=""))), 1)
        self.assertIn("导入1条，已有1条，有错1行", self.out)
        self.assertIn("有1行没有导入", self.err)


class WholeTests(ImportTestCase):
    def test_what_the_database_refuses_is_a_line_error_and_the_rest_of_the_batch_is_imported(self) -> None:
        with mock.patch.object(batches, "_label", self.break_a_rule):
            code = self.run_import(self.write_rows(make_row(1), make_row(2, tags=["坏"]), make_row(3)))
        self.assertEqual(code, 1)
        self.assertIn("第2行：数据库没有收下", self.err)
        self.assertEqual(list(Article.objects.order_by("pk").values_list("import_key", flat=True)), ["row-1", "row-3"])

    @staticmethod
    def break_a_rule(records: list[Record]) -> None:
        if any(record.tags for record in records):
            Pin.objects.create(article=records[0].article, section=make_section(), region=make_region())

    def test_a_batch_that_breaks_leaves_nothing_of_itself(self) -> None:
        path = self.write_rows(*(make_row(number, tags=[f"标签{number}"]) for number in range(3)))
        with mock.patch("portal.traffic.counting.bring", side_effect=RuntimeError), self.assertRaises(RuntimeError):
            self.run_import(path)
        self.assertFalse(Article.objects.exists() or Tag.objects.exists() or Section.objects.exists())
        self.assertEqual(self.run_import(path), 0)
        self.assertEqual(Article.objects.count(), 3)
