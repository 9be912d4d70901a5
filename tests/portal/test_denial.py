"""What was withdrawn does not come back, whichever way it comes."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from articles.importing.job import Job
from articles.models import Article
from bench.reposts import Text
from classifieds.models import Contact
from classifieds.screening.score import HOLD, assess
from classifieds.screening.sender import Sender
from portal.moderation import archive
from portal.moderation.denial import Outcome, verdict
from portal.moderation.enforcing import enforce
from portal.moderation.models import Denial
from portal.moderation.takedown import restore, withdraw
from tests.factories import make_article, make_editor, make_listing
from tests.portal.test_fingerprint import stories

URL = "https://paper.example/news/1.html"


class DenialTestCase(TestCase):
    story: Text
    other: Text
    editor: User
    article: Article

    @classmethod
    def setUpTestData(cls) -> None:
        cls.story, cls.other = stories("transport")[:2]
        cls.editor = make_editor()
        body = "".join(f"<p>{part}</p>" for part in cls.story.paragraphs)
        cls.article = make_article(title=cls.story.title, body=body, original_url=URL)

    def withdraw(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.article, by=self.editor, reason="当事人申请")


class VerdictTests(DenialTestCase):
    def test_nothing_is_denied_that_was_not_withdrawn(self) -> None:
        self.assertFalse(verdict(url=URL, title=self.story.title, text=self.story.body))

    def test_the_address_is_refused_in_every_spelling(self) -> None:
        self.withdraw()
        for url in (
            URL,
            "http://m.paper.example/news/1.html?utm_source=x",
            f"{settings.SITE_URL}/articles/{self.article.pk}/",
        ):
            with self.subTest(url):
                self.assertEqual(verdict(url=url).outcome, Outcome.REFUSE)

    def test_the_same_text_under_the_same_title_is_refused(self) -> None:
        self.withdraw()
        self.assertEqual(verdict(title=self.story.title, text=self.story.body).outcome, Outcome.REFUSE)

    def test_a_like_text_waits_for_an_editor_and_says_of_what_it_is_like(self) -> None:
        self.withdraw()
        found = verdict(title=self.other.title, text="\n".join(self.story.paragraphs[1:4]))
        self.assertEqual(found.outcome, Outcome.HOLD)
        self.assertIn(self.story.title, found.reason)

    def test_the_title_alone_waits_for_an_editor(self) -> None:
        self.withdraw()
        self.assertEqual(verdict(title=self.story.title).outcome, Outcome.HOLD)

    def test_another_story_of_the_section_is_free(self) -> None:
        self.withdraw()
        self.assertFalse(verdict(title=self.other.title, text=self.other.body))

    def test_what_was_restored_may_come_again(self) -> None:
        self.withdraw()
        restore(self.article, by=self.editor, reason="误会")
        self.assertFalse(verdict(url=URL, title=self.story.title, text=self.story.body))

    def test_withdrawing_again_denies_it_once(self) -> None:
        self.withdraw()
        restore(self.article, by=self.editor, reason="误会")
        self.withdraw()
        self.assertEqual(Denial.objects.standing().count(), 1)

    def test_it_costs_the_same_queries_however_much_is_denied(self) -> None:
        self.withdraw()
        with self.assertNumQueries(6):
            verdict(url="https://paper.example/2", title=self.other.title, text=self.story.body)
        for number in range(5):
            withdraw(make_article(title=f"第{number}条不相干的消息今天发布"), by=self.editor, reason="x")
        with self.assertNumQueries(6):
            verdict(url="https://paper.example/2", title=self.other.title, text=self.story.body)


class ComingInTests(DenialTestCase):
    def bring(self, **fields: Any) -> tuple[Job, list[str]]:
        problems: list[str] = []
        with TemporaryDirectory() as folder:
            path = Path(folder, "stories.jsonl")
            path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
            job = Job(path, on_problem=lambda problem: problems.append(problem.reason))
            job.run()
        return job, problems

    def test_an_import_refuses_it_and_says_why(self) -> None:
        self.withdraw()
        job, problems = self.bring(title=self.story.title, body=self.story.body, days_ago=1)
        self.assertEqual((job.tally.added, job.tally.failed), (0, 1))
        self.assertIn(f"{self.article.pk} 号", problems[0])

    def test_an_import_holds_what_is_like_it(self) -> None:
        self.withdraw()
        self.bring(title=self.other.title, body=self.story.body, days_ago=1)
        brought = Article.objects.get(title=self.other.title)
        self.assertEqual(brought.state, Article.State.HELD)
        self.assertIn(self.story.title, brought.held_reason)

    def fill_in(self, **changes: Any) -> Any:
        self.client.force_login(self.editor)
        sets = ("bylines", "interviewee", "corrections", "pins")
        management = {f"{one}-{key}": "0" for one in sets for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
        said: dict[str, Any] = {
            "title": self.story.title,
            "body": f"<p>{self.story.body}</p>",
            "lead": "",
            "tags": "",
            "workflow": "approved",
        }
        said |= {"section": self.article.section_id, "region": self.article.region_id}
        said |= {"publish_at_0": "2026-01-02", "publish_at_1": "08:00", **management, **changes}
        return self.client.post(reverse("admin:articles_article_add"), said)

    def test_an_editor_cannot_write_it_again_and_is_told_why(self) -> None:
        self.withdraw()
        page = self.fill_in()
        self.assertContains(page, "不能重新发布")
        self.assertEqual(Article.objects.count(), 1)

    def test_what_an_editor_writes_much_like_it_is_held_when_it_is_signed(self) -> None:
        self.withdraw()
        self.assertEqual(self.fill_in(title=self.other.title).status_code, 302)
        self.assertEqual(Article.objects.get(title=self.other.title).state, Article.State.HELD)

    def test_the_withdrawn_article_itself_can_still_be_edited(self) -> None:
        self.withdraw()
        self.client.force_login(self.editor)
        page = self.client.get(reverse("admin:articles_article_change", args=[self.article.pk]))
        self.assertEqual(page.status_code, 200)

    def test_a_listing_posted_again_is_like_the_withdrawn_one(self) -> None:
        words = "房东直租，水门桥东首二楼，两室一厅七十平，家电齐全，拎包入住，押一付三，看房提前半天约，不收中介费。"
        listing = make_listing(body=words)
        again = make_listing(body=words + "急租！")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(listing, by=self.editor, reason="骗租")
        found = {reason.code: reason.points for reason in assess(again, Contact(), Sender())}
        self.assertEqual(found["withdrawn"], HOLD)


class RestoredBackupTests(DenialTestCase):
    def forget(self) -> None:
        """What a restored backup of the day before has: the article, and neither decision nor denial."""
        Denial.objects.all().delete()
        Article.objects.update(withdrawn_at=None, removal="", removal_reason="")

    def test_the_list_outside_the_database_withdraws_it_again(self) -> None:
        self.withdraw()
        self.forget()
        call_command("enforce_denials", stdout=StringIO())
        self.article.refresh_from_db()
        self.assertIsNotNone(self.article.withdrawn_at)
        self.assertEqual(verdict(url=URL).outcome, Outcome.REFUSE)
        self.assertEqual(enforce(), [], "nothing is left to do")

    def test_another_article_that_has_its_number_now_is_left_alone(self) -> None:
        self.withdraw()
        self.forget()
        Article.objects.update(title=self.other.title, body=self.other.body, original_url="")
        self.assertEqual(enforce(), [])

    def test_a_copy_under_another_number_is_found_by_comparing_everything(self) -> None:
        self.withdraw()
        make_article(title=self.story.title, body=self.article.body)
        self.assertEqual(enforce(), [])
        self.assertEqual(enforce(everything=True), [self.story.title])

    def test_what_was_restored_since_is_not_withdrawn_again(self) -> None:
        self.withdraw()
        with self.captureOnCommitCallbacks(execute=True):
            restore(self.article, by=self.editor, reason="误会")
        self.forget()
        self.assertEqual(enforce(), [])
        self.assertFalse(verdict(url=URL))

    def test_a_line_that_was_torn_off_is_written_again(self) -> None:
        withdraw(self.article, by=self.editor, reason="x")
        Path(settings.DENIALS_FILE).write_text('{"key": "abc", "ti', encoding="utf-8")
        archive.write_missing()
        self.forget()
        self.assertEqual(enforce(), [self.story.title])

    def test_a_file_that_was_lost_is_written_anew(self) -> None:
        self.withdraw()
        Path(settings.DENIALS_FILE).unlink()
        enforce()
        self.assertEqual([line.object_id for line in archive.lines()], [self.article.pk])

    def test_the_file_does_not_hold_the_text(self) -> None:
        self.withdraw()
        self.assertNotIn(self.story.paragraphs[0][:10], Path(settings.DENIALS_FILE).read_text(encoding="utf-8"))
