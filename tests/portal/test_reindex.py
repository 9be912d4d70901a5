"""manage.py reindex"""

from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings

from articles.models import Article
from portal.lib import text
from portal.search import find, index
from portal.search.management.commands import reindex
from portal.search.models import Document
from tests.factories import make_article


class ReindexTests(TestCase):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.mark = tmp_path / "reindex"
        settings = override_settings(DATA_DIR=tmp_path)
        settings.enable()
        self.addCleanup(settings.disable)

    def reindex(self, *arguments: str) -> str:
        out = StringIO()
        with patch.object(reindex, "BATCH", 3):
            call_command("reindex", *arguments, stdout=out)
        return out.getvalue()

    def indexed(self) -> set[int]:
        return set(Document.objects.values_list("object_id", flat=True))

    def test_it_brings_in_what_is_missing_and_takes_out_what_is_gone(self) -> None:
        articles = [make_article(title=f"步道第{number}段") for number in range(10)]
        drafts = [make_article(workflow=Article.Workflow.DRAFT) for _ in range(3)]
        Document.objects.filter(object_id__in=[article.pk for article in articles[::2]]).delete()
        for stray in (drafts[0].pk, drafts[2].pk + 1000):
            document = Document.objects.first()
            assert document
            document.pk, document.object_id = None, stray
            document.save()
        self.assertIn("10", self.reindex())
        self.assertEqual(self.indexed(), {article.pk for article in articles})
        self.assertEqual(len(find.find(text.query("步道"), {}).hits), 10)

    def test_an_empty_site_is_indexed_too(self) -> None:
        self.reindex()
        self.assertEqual(self.indexed(), set())

    def test_interrupted_it_goes_on_where_it_was(self) -> None:
        articles = [make_article() for _ in range(8)]
        Document.objects.all().delete()
        update = index.update
        with (
            self.assertRaises(KeyboardInterrupt),
            patch.object(index, "update", side_effect=[None, KeyboardInterrupt]) as broken,
        ):
            broken.side_effect = lambda kind, ids: update(kind, ids) if articles[0].pk in ids else _interrupt()
            self.reindex()
        self.assertEqual(len(self.indexed()), 3)
        Document.objects.all().delete()
        self.assertIn("接着上次做", self.reindex())
        self.assertEqual(self.indexed(), {article.pk for article in articles[3:]})
        self.assertFalse(self.mark.exists())

    def test_readers_find_everything_meanwhile_and_the_operator_sees_how_far_it_is(self) -> None:
        for number in range(8):
            make_article(title=f"步道第{number}段")
        terminal, renew, seen = StringIO(), index.renew, []
        terminal.isatty = lambda: True  # type: ignore[method-assign]

        def meanwhile(kind: str, **bounds: int) -> int | None:
            seen.append(len(find.find(text.query("步道"), {}).hits))
            return renew(kind, **bounds)

        with patch.object(index, "renew", meanwhile), patch.object(reindex, "BATCH", 3):
            call_command("reindex", stdout=StringIO(), stderr=terminal)
        self.assertEqual(seen, [8] * 4, "three batches of articles, one of listings")
        self.assertIn("\rarticle 3 / 8\rarticle 6 / 8\rarticle 8 / 8\n", terminal.getvalue())

    def test_it_can_be_told_to_begin_anew(self) -> None:
        articles = [make_article() for _ in range(4)]
        self.mark.write_text(f"article {articles[-1].pk}")
        Document.objects.all().delete()
        self.reindex("--from-start")
        self.assertEqual(len(self.indexed()), 4)


def _interrupt() -> None:
    raise KeyboardInterrupt
