"""What is in the index: what readers may see, at once and no longer than that."""

import datetime

import time_machine
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Interviewee
from portal.lib import text
from portal.moderation.takedown import restore, withdraw
from portal.search import find, index
from portal.search.models import Document
from tests.factories import make_article, make_editor
from tests.portal.test_search import found


class IndexTests(TestCase):
    def test_a_saved_article_is_found_at_once_and_by_what_it_says_now(self) -> None:
        article = make_article(title="渡口今晚停航", original_title="")
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
