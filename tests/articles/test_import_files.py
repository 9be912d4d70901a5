"""Files as they come: several forms, packed, broken, interrupted."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.test import SimpleTestCase

from articles.models import Article
from portal.lib.importing import file
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.articles.importing import ImportTestCase, make_row

HEADLINES = "id\tdate\thour\tcategory\ttitle\tlead\thot\tchannel\turl\n"


class FormTests(ImportTestCase):
    def titles(self) -> list[str]:
        return list(Article.objects.order_by("pk").values_list("title", flat=True))

    def test_every_form_imports_packed_and_plain(self) -> None:
        rows = [make_row(1, title="甲"), make_row(2, title="乙")]
        lines = "\n".join(json.dumps(row) for row in rows)
        table = "key\tpublished_at\ttitle\nrow-1\t2026-03-18\t甲\nrow-2\t2026-03-18\t乙\n"
        forms = {
            "a.jsonl": lines,
            "b.ndjson": lines + "\n\n",
            "c.json": json.dumps(rows, indent=2),
            "d.json": json.dumps(rows),
            "e.json": lines,
            "f.tsv": table,
            "g.txt": table.replace("\n", "\r\n"),
        }
        for name, content in forms.items():
            for packed in ("", ".gz"):
                with self.subTest(name + packed):
                    Article.objects.all().delete()
                    self.assertEqual(self.run_import(self.write(content, name + packed)), 0)
                    self.assertEqual(self.titles(), ["甲", "乙"])

    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        for name, content in {"a.jsonl": json.dumps(make_row()), "b.tsv": "title\tdate\n甲\t2026-03-18\n"}.items():
            with self.subTest(name):
                self.assertEqual(self.run_import(self.write(b"\xef\xbb\xbf" + content.encode(), name)), 0)

    def test_a_list_of_headlines_imports_as_it_is(self) -> None:
        rows = (
            "3c0f\t2020-11-24\t\t\t河堤补种柳树\t\t0\tweibo\t\n"
            '8afc\t2024-05-20\t7\t社会-民生\t“柳树”回家 "真好"\t三段补种\t3266190\tdouyin\thttps://example.org/8afc\n'
        )
        self.assertEqual(self.run_import(self.write(HEADLINES + rows, "h.tsv.gz")), 0)
        self.assertNotIn("不认识", self.out)
        first, second = Article.objects.order_by("import_key")
        self.assertEqual((first.section.slug, str(first.source), first.lead), ("headlines", "weibo", ""))
        self.assertEqual((second.section.name, second.title), ("社会", '“柳树”回家 "真好"'))
        self.assertEqual((second.original_url, second.lead), ("https://example.org/8afc", "三段补种"))
        self.assertEqual(counting.count(Kind.ARTICLE, second.pk), 3266190)

    def test_a_row_with_too_few_columns_is_a_line_error(self) -> None:
        self.assertEqual(self.run_import(self.write("title\tdate\n甲\n乙\t2026-03-18\n", "h.tsv")), 1)
        self.assertIn("第2行：有1列，第一行写了2列", self.err)
        self.assertEqual(self.titles(), ["乙"])

    def test_columns_without_a_title_are_not_read(self) -> None:
        for head in ("key\tdate", "title\tdate\tdate", "title\t\tdate"):
            with self.subTest(head):
                self.assertEqual(self.run_import(self.write(f"{head}\n1\t2\t3\n", "h.tsv")), 1)
                self.assertIn("第一行", self.err)

    def test_an_array_is_numbered_by_its_lines(self) -> None:
        rows = [make_row(1), make_row(2, title=""), 5]
        self.assertEqual(self.run_import(self.write(json.dumps(rows, indent=1), "a.json")), 1)
        self.assertIn("第8行：title 没有写", self.err)
        self.assertIn("第14行：这里应是一个 JSON 对象", self.err)


class BrokenFileTests(ImportTestCase):
    def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(self) -> None:
        row = json.dumps(make_row(), ensure_ascii=False)
        broken = {
            "empty.jsonl": (b"", "文件是空的"),
            "blank.jsonl": (b" \n\n ", "文件是空的"),
            "utf16.jsonl": (row.encode("utf-16"), "不是 UTF-8"),
            "gbk.json": (json.dumps([make_row()], ensure_ascii=False, indent=1).encode("gbk"), "不是 UTF-8"),
            "gbk.tsv": ("标题\ttitle\n".encode("gbk"), "不是 UTF-8"),
            "not-packed.jsonl": (b"\x1f\x8b nothing", "压缩文件已损坏"),
        }
        for name, (content, reason) in broken.items():
            with self.subTest(name):
                self.assertEqual(self.run_import(self.write(content, name)), 1)
                self.assertIn(reason, self.err)
        self.assertEqual(self.run_import(self.folder / "nowhere.jsonl"), 1)
        self.assertIn("打不开", self.err)
        self.assertEqual(self.run_import(self.folder), 1)

    def test_a_broken_line_is_listed_and_the_others_are_imported(self) -> None:
        good = [json.dumps(make_row(number)).encode() for number in range(3)]
        broken = {
            b'{"title": "x"': "JSON 写错了，在第",
            b"[1, 2]": "这里应是一个 JSON 对象",
            b'"x"': "这里应是一个 JSON 对象",
            b'{"title": NaN}': "JSON 写错了：NaN",
            b"[" * 100_000: "JSON 写错了：嵌套太深",
            b'{"title": ' + b"9" * 5000 + b"}": "JSON 写错了",
            '{"title": "河堤"}'.encode("gbk"): "不是 UTF-8 编码",
            b'{"title": "' + b"x" * (2 * 1024 * 1024) + b'"}': "这一行超过 2 MB",
        }
        for line, reason in broken.items():
            with self.subTest(reason):
                Article.objects.all().delete()
                content = b"\n".join([good[0], line, good[1], b"", good[2]])
                self.assertEqual(self.run_import(self.write(content)), 1)
                self.assertIn(f"第2行：{reason}", self.err)
                self.assertEqual(Article.objects.count(), 3)

    def test_a_file_that_breaks_off_is_imported_as_far_as_it_goes(self) -> None:
        lines = "\n".join(json.dumps(make_row(number, lead=os.urandom(400).hex())) for number in range(600)).encode()
        packed = gzip.compress(lines)
        path = self.folder / "rows.jsonl.gz"
        path.write_bytes(packed[: len(packed) * 2 // 3])
        self.assertEqual(self.run_import(path), 1)
        self.assertIn("压缩文件从这里起已损坏", self.err)
        self.assertGreater(Article.objects.count(), 100)

    def test_an_array_that_breaks_off_is_said_to(self) -> None:
        whole = json.dumps([make_row(1), make_row(2)], indent=1)
        self.assertEqual(self.run_import(self.write(whole.rstrip("]\n"), "a.json")), 1)
        self.assertIn("数组没有以 ] 结束", self.err)
        self.assertEqual(Article.objects.count(), 2)
        self.assertEqual(self.run_import(self.write(whole[:-20], "a.json")), 1)
        self.assertIn("后面的内容没有读", self.err)

    def test_a_document_that_is_too_large_is_to_be_cut_into_lines(self) -> None:
        with mock.patch.object(file, "LARGEST_DOCUMENT", 100):
            self.assertEqual(self.run_import(self.write(json.dumps([make_row()], indent=1), "a.json")), 1)
        self.assertIn("请改成每行一篇的 JSON Lines", self.err)


class AgainTests(ImportTestCase):
    def test_a_second_run_adds_nothing_and_changes_nothing(self) -> None:
        path = self.write_rows(*(make_row(number, tags=["柳树"], comments=[]) for number in range(3)))
        self.run_import(path)
        Article.objects.filter(import_key="row-1").update(title="编辑改过的标题")
        self.assertEqual(self.run_import(path), 0)
        self.assertIn("导入0条，已有3条，有错0行", self.out)
        self.assertEqual(Article.objects.get(import_key="row-1").title, "编辑改过的标题")

    def test_without_a_key_address_and_date_tell_articles_apart(self) -> None:
        rows = [
            make_row(key=None, original_url="https://example.org/a"),
            make_row(key=None, original_url="https://example.org/b"),
            make_row(key=None, published_at="2026-03-19"),
            make_row(key=None, title="别的标题"),
        ]
        self.assertEqual(self.run_import(self.write_rows(*rows)), 0)
        self.assertEqual(self.run_import(self.write_rows(*rows)), 0)
        self.assertEqual(Article.objects.count(), 4)

    def test_a_relative_date_is_no_part_of_what_tells_them_apart(self) -> None:
        for days in (3, 4):
            self.run_import(self.write_rows(make_row(key=None, published_at=None, days_ago=days)))
        self.assertEqual(Article.objects.count(), 1)

    def test_a_prefix_keeps_two_files_with_the_same_numbers_apart(self) -> None:
        for prefix in ("甲-", "乙-"):
            self.assertEqual(self.run_import(self.write_rows(make_row(id=7, key=None)), "--prefix", prefix), 0)
        self.assertEqual(set(Article.objects.values_list("import_key", flat=True)), {"甲-7", "乙-7"})

    def test_a_trial_checks_everything_and_writes_nothing(self) -> None:
        path = self.write_rows(make_row(1), make_row(2, title=""))
        self.assertEqual(self.run_import(path, "--dry-run"), 1)
        self.assertIn("第2行：title 没有写", self.err)
        self.assertIn("可导入1条", self.out)
        self.assertFalse(Article.objects.exists())

    def test_progress_is_drawn_when_it_is_asked_for(self) -> None:
        path = self.write_rows(make_row())
        self.run_import(path)
        self.assertEqual(self.err, "")
        self.run_import(path, "--progress")
        self.assertIn("100% 1行", self.err)

    def test_an_interruption_keeps_what_is_written_and_says_how_to_go_on(self) -> None:
        path = self.write_rows(*(make_row(number) for number in range(1200)))
        with mock.patch("portal.lib.importing.job.Tally.__setattr__", _interrupting_after(1000), create=True):
            self.assertEqual(self.run_import(path), 130)
        self.assertIn("已导入1000条。再运行一次会接着做", self.err)
        self.assertEqual(self.run_import(path), 0)
        self.assertIn("导入200条，已有1000条", self.out)


def _interrupting_after(number: int):  # type: ignore[no-untyped-def]
    """What Ctrl-C does once so many articles are in."""

    def set_attribute(tally: object, name: str, value: object) -> None:
        object.__setattr__(tally, name, value)
        if name == "added" and value == number:
            raise KeyboardInterrupt

    return set_attribute


class KilledTests(SimpleTestCase):
    """In a process of its own with a database of its own: nothing less can be killed."""

    ROWS = 5_000

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environ = {**kept, "LINWEN_DATA_DIR": folder.name}
        self.manage("migrate", "-v0").wait()
        rows = (
            make_row(
                number, tags=[f"标签{number % 90}"], byline={"reporters": [f"记者{number % 70}"]}, views=number + 1
            )
            for number in range(self.ROWS)
        )
        self.path = self.folder / "rows.jsonl"
        self.path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    def manage(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def counts(self) -> set[int]:
        """How many articles, bylines, tags and views there are; one number if none is missing."""
        tables = ("articles_article", "articles_byline", "taggit_taggeditem", "traffic_viewtotal")
        with sqlite3.connect(self.folder / "linwen.sqlite3") as database:
            return {database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}

    def test_killed_in_the_middle_it_goes_on_where_it_was(self) -> None:
        first = self.manage("import_articles", str(self.path), "--progress")
        assert first.stderr is not None
        while b"1000" not in (said := os.read(first.stderr.fileno(), 65536)):
            self.assertTrue(said, "it ended before it could be killed")
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
        [number] = self.counts()
        self.assertTrue(1000 <= number < self.ROWS, number)
        second = self.manage("import_articles", str(self.path))
        out, _err = second.communicate()
        self.assertEqual(second.returncode, 0)
        self.assertIn(f"导入{self.ROWS - number}条，已有{number}条，有错0行", out.decode())
        self.assertEqual(self.counts(), {self.ROWS})
