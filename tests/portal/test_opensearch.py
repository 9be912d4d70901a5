"""OpenSearch gives what the databases give, never one missing and never one that was withdrawn.

Against a server in memory (tests/opensearch_server.py): no real one has been asked yet.
"""

from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from articles.models import Article
from portal.moderation.takedown import withdraw
from portal.search import mirror, opensearch
from portal.search.models import Document, Mirror, Unsent
from tests.factories import make_article, make_editor
from tests.opensearch_server import OpenSearchServer
from tests.portal import test_search, test_search_index
from tests.portal.test_search import found


class OpenSearchCase(TestCase):
    """A site that is set to ask an OpenSearch server, which holds an empty index."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Any) -> None:
        self.folder = tmp_path

    def setUp(self) -> None:
        self.server = self.enterContext(OpenSearchServer())
        self.enterContext(override_settings(OPENSEARCH_URL=self.server.url, DATA_DIR=self.folder))
        mirror.rebuild(lambda number: None)
        super().setUp()

    def held(self) -> set[int]:
        """The articles of which the server has a document behind the alias."""
        (name,) = self.server.aliases[opensearch.ALIAS]
        return {source["object_id"] for source in self.server.indexes[name].values()}


class SentAtOnce(OpenSearchCase):
    """The worker as quick as can be: what was noted is sent before anybody asks. The database must not be asked."""

    def setUp(self) -> None:
        super().setUp()
        ask = opensearch.newest

        def sent_then_asked(*args: Any, **named: Any) -> Any:
            mirror.send()
            hits = ask(*args, **named)
            self.assertIsNotNone(hits)
            return hits

        self.enterContext(patch.object(opensearch, "newest", sent_then_asked))


class FindTests(SentAtOnce, test_search.FindTests):
    long_title = "里运河𠮷野家龥"


class NarrowingTests(SentAtOnce, test_search.NarrowingTests):
    pass


class IndexTests(SentAtOnce, test_search_index.IndexTests):
    # What is written past portal/search/index.py is noted by nobody, and what it costs to note is no promise of it.
    test_the_engine_follows_the_table_however_it_is_written = None  # type: ignore[assignment]
    test_many_rows_cost_as_many_queries_as_one = None  # type: ignore[assignment]


class SendTests(OpenSearchCase):
    def test_what_changed_is_sent_and_then_no_longer_waits(self) -> None:
        kept, gone = make_article(), make_article()
        mirror.send()
        self.assertEqual(self.held(), {kept.pk, gone.pk})
        withdraw(gone, by=make_editor(), reason="误报")
        mirror.send()
        self.assertEqual((self.held(), Unsent.objects.count()), ({kept.pk}, 0))

    def test_a_change_that_does_not_last_leaves_nothing_to_send(self) -> None:
        with self.assertRaises(KeyboardInterrupt), transaction.atomic():
            make_article()
            raise KeyboardInterrupt
        self.assertFalse(Unsent.objects.exists())

    def test_killed_while_it_sends_it_sends_again(self) -> None:
        article, write = make_article(), mirror._write

        def written_and_killed(lines: Any) -> None:
            write(lines)
            raise KeyboardInterrupt

        for killed in (KeyboardInterrupt, written_and_killed):
            with patch.object(mirror, "_write", side_effect=killed), self.assertRaises(KeyboardInterrupt):
                mirror.send()
            self.assertEqual(Unsent.objects.count(), 1)
        mirror.send()
        self.assertEqual((self.held(), Unsent.objects.count()), ({article.pk}, 0))

    def test_what_the_server_refuses_waits_and_is_said(self) -> None:
        article = make_article()
        with patch.object(opensearch, "document", return_value={"unknown": 1}), self.assertRaises(RuntimeError):
            mirror.send()
        self.assertEqual(Unsent.objects.count(), 1)
        mirror.send()
        self.assertEqual(self.held(), {article.pk})

    def test_what_it_still_has_though_it_was_withdrawn_is_neither_shown_nor_counted(self) -> None:
        make_article(title="渡口停航")
        mirror.send()
        Article.objects.update(withdrawn_at=timezone.now())
        self.assertEqual(len(self.held()), 1)
        self.assertEqual(found("渡口"), [])
        self.assertNotContains(self.client.get("/search/?q=渡口"), "停航")

    def test_where_it_does_not_answer_the_database_does(self) -> None:
        make_article(title="渡口停航")
        self.server.is_ill = True
        with self.assertLogs("portal.search.opensearch", "ERROR"):
            self.assertEqual(found("渡口"), ["渡口停航"])

    def test_a_site_without_it_notes_and_sends_nothing(self) -> None:
        with override_settings(OPENSEARCH_URL=""):
            make_article()
            with self.assertNumQueries(0):
                mirror.send()
        self.assertFalse(Unsent.objects.exists())


class RebuildTests(OpenSearchCase):
    def setUp(self) -> None:
        super().setUp()
        self.articles = [make_article(title=f"渡口第{number}次停航") for number in range(7)]
        mirror.send()
        self.enterContext(patch.object(mirror, "BATCH", 3))

    def test_a_new_index_takes_the_place_of_the_old_with_everything_in_it(self) -> None:
        before = set(self.server.indexes)
        for held in self.server.indexes.values():
            held.clear()
        call_command("reindex", stdout=StringIO())
        self.assertEqual(self.held(), {article.pk for article in self.articles})
        self.assertFalse(before & set(self.server.indexes), "the old one is gone")

    def test_readers_find_everything_meanwhile_and_what_changes_meanwhile_is_in_both(self) -> None:
        seen: list[int] = []

        def meanwhile(filled_to: int) -> None:
            if not seen:
                self.articles[0].delete()
                self.articles[6].delete()
                make_article(title="渡口又停航")
                mirror.send()
            seen.append(len(found("渡口")))

        mirror.rebuild(meanwhile)
        self.assertEqual(set(seen), {6})
        self.assertEqual((len(found("渡口")), len(self.held())), (6, 6))

    def test_interrupted_it_goes_on_where_it_was(self) -> None:
        with self.assertRaises(KeyboardInterrupt):
            mirror.rebuild(lambda number: _interrupt())
        half = Mirror.objects.get().building
        self.assertEqual((len(self.server.indexes[half]), len(found("渡口"))), (3, 7))
        told: list[int] = []
        mirror.rebuild(told.append)
        self.assertEqual((len(told), list(self.server.indexes)), (2, [half]))
        self.assertEqual(len(self.held()), 7)

    def test_it_can_be_told_to_begin_anew(self) -> None:
        with self.assertRaises(KeyboardInterrupt):
            mirror.rebuild(lambda number: _interrupt())
        told: list[int] = []
        mirror.rebuild(told.append, from_start=True)
        self.assertEqual((len(told), len(self.server.indexes), Document.objects.count()), (3, 1, 7))


def _interrupt() -> None:
    raise KeyboardInterrupt
