"""What an import records of the permission of its sources, and what is shown of its texts then."""

import json
from typing import Any

from articles.models import Article, Permission, Source
from tests.articles.importing import ImportTestCase, make_row
from tests.articles.test_import_pages import PAGE

WORDS: dict[str, Any] = {"source": "柳城日报", "body_paragraphs": ["河堤上午补种了柳树。", "一共四百棵。"]}


class ImportedPermissionTests(ImportTestCase):
    def page(self, article: Article) -> str:
        return self.client.get(article.get_absolute_url()).content.decode()

    def import_with(self, *options: str) -> Article:
        self.assertEqual(self.run_import(self.write_rows(make_row(**WORDS)), *options), 0)
        return Article.objects.get(import_key="row-1")

    def test_a_source_that_an_import_makes_permits_nothing_and_its_text_is_kept(self) -> None:
        article = self.import_with()
        self.assertNotIn("prose", self.page(article))
        self.assertIn("一共四百棵", article.body)

    def test_a_permission_said_to_the_command_is_recorded_with_its_evidence(self) -> None:
        article = self.import_with("--permission", "full", "--evidence", "2026年3月的合作协议")
        self.assertIn("一共四百棵", self.page(article))
        self.assertEqual(article.source.evidence if article.source else "", "2026年3月的合作协议")

    def test_full_text_without_evidence_is_refused(self) -> None:
        self.assertEqual(self.run_import(self.write_rows(make_row(**WORDS)), "--permission", "full"), 1)
        self.assertFalse(Article.objects.exists())

    def test_what_an_editor_recorded_stays(self) -> None:
        Source.objects.create(name="柳城日报", evidence="来函拒绝转载。")
        self.import_with("--permission", "own")
        self.assertEqual(Source.objects.get().permission, Permission.NONE)

    def test_a_saved_page_is_shown_as_its_portal_showed_it_and_the_evidence_says_so(self) -> None:
        self.assertEqual(self.run_import(self.write(json.dumps(PAGE), "page.json")), 0)
        article = Article.objects.get()
        self.assertIn("再铺步道", self.page(article))
        source = Source.objects.get()
        self.assertEqual(source.permission, Permission.FULL)
        self.assertIn("测试城114网", source.evidence)
        self.assertIn("待编辑补录", source.evidence)
