"""The proof that a withdrawn thing is gone: what is looked at, what is found, and what happens when it is not gone."""

import datetime
import json
from http.client import HTTPMessage
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from portal.lib import caching
from portal.lib.ownsite import Answer
from portal.moderation import certificates, surfaces
from portal.moderation.models import Certificate, Target
from portal.moderation.takedown import restore, withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_listing, make_picture

TITLE = "里下河的渡口还在摆渡"


class CertificateTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make_editor()
        self.editor.email = "desk@example.org"
        self.editor.save()
        body = "<p>渡口在河的西岸，撑船的人姓孙，撑了四十年。每天第一班船清早五点半开，坐船的多半是去赶集的老人。</p>"
        with self.captureOnCommitCallbacks(execute=True):
            self.article = make_article(title=TITLE, body=body, cover=make_picture(), tags=["渡口"], reporters=["甲"])

    def fetch(self, path: str) -> Answer:
        """What the site answers, through the page cache."""
        answer = self.ask(path)
        head = HTTPMessage()
        head["Content-Type"] = answer.headers.get("content-type", "text/html")
        return Answer(answer.status, head.get_content_type(), answer.body)

    def withdraw(self, item: Any = None) -> Certificate:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(item or self.article, by=self.editor, reason="当事人申请")
        return Certificate.objects.latest("pk")

    def examine(self, certificate: Certificate) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            check = certificates.examine(certificate, self.fetch)
        assert check
        return check


class CleanTests(CertificateTestCase):
    def test_what_was_withdrawn_is_proved_gone_from_every_surface_in_every_dress(self) -> None:
        for address in surfaces.addresses_of(self.article, Target.ARTICLE):
            self.ask(address)
        certificate = self.withdraw()
        check = self.examine(certificate)
        self.assertEqual(check.unclean, [])
        looked_at = {one["address"] for one in check.findings}
        for address in surfaces.addresses_of(self.article, Target.ARTICLE):
            self.assertLessEqual({address, f"/hant{address}", f"/en{address}"}, looked_at)
        self.assertIn(settings.MEDIA_URL + str(self.article.cover.file.name), looked_at)  # type: ignore[union-attr]
        self.assertIsNotNone(certificate.first_clean_at)

    def test_a_listing_and_a_comment_are_looked_for_too(self) -> None:
        comment = make_comment(self.article, text="我家就住渡口东边第三户，欢迎来坐。")
        for item in (make_listing(title="渡口边两室一厅出租"), comment):
            with self.subTest(item):
                check = self.examine(self.withdraw(item))
                self.assertEqual(check.unclean, [])
                self.assertGreater(len(check.findings), 3)

    def test_it_is_looked_for_a_second_after_the_decision_and_every_day_from_then_on(self) -> None:
        certificate = self.withdraw()
        self.assertEqual(certificate.next_at - certificate.decided_at, certificates.AT_FIRST)
        check = self.examine(certificate)
        self.assertAlmostEqual(certificate.next_at - check.at, certificates.AGAIN, delta=certificates.AT_FIRST)

    def test_an_old_article_is_looked_for_on_the_page_of_each_list_where_it_stood(self) -> None:
        Article.objects.update(publish_at=timezone.now() - datetime.timedelta(days=9))
        self.article.refresh_from_db()
        with self.captureOnCommitCallbacks(execute=True):
            for _number in range(21):
                make_article(tags=["渡口"], reporters=["甲"])
        deep = [path for path in surfaces.addresses_of(self.article, Target.ARTICLE) if path.endswith("?page=2")]
        self.assertEqual(len(deep), 5, "edition, section, source, tag and person")
        for path in deep:
            self.assertIn(TITLE, self.ask(path).text)
        check = self.examine(self.withdraw())
        self.assertEqual(check.unclean, [])
        self.assertLessEqual(set(deep), {one["address"] for one in check.findings})

    def test_what_is_restored_is_looked_for_no_more(self) -> None:
        certificate = self.withdraw()
        restore(self.article, by=self.editor, reason="误会")
        self.assertNotIn(certificate, Certificate.objects.open())

    def test_the_command_prints_it(self) -> None:
        self.examine(self.withdraw())
        with patch("sys.stdout.write") as write:
            call_command("certify", str(self.article.pk))
        printed = "".join(call.args[0] for call in write.call_args_list)
        self.assertIn(TITLE, printed)
        self.assertIn("已查清", printed)
        self.assertIn(f"/articles/{self.article.pk}/", printed)


class UncleanTests(CertificateTestCase):
    """The proof fails when it should."""

    def look(self) -> dict[str, list[str]]:
        """What is seen of the article, by address, while it stands."""
        return {one["address"]: one["seen"] for one in certificates.look(self.article, self.fetch)}

    def test_every_surface_is_seen_to_show_what_it_shows(self) -> None:
        blind = [address for address, seen in self.look().items() if not seen]
        # A page of comments, and lists without the article, need not show it.
        self.assertLess(len(blind), len(self.look()) / 3, blind)

    def seen_in(self, answer: Answer) -> Any:
        """What is seen of the article if this is what the front page answers."""
        found = certificates.look(self.article, lambda path: answer)
        return next(one["seen"] for one in found if one["address"] == "/")

    def test_each_trace_is_found_alone(self) -> None:
        article = self.article
        traces = {
            "title": f"<h1>{TITLE}</h1>",
            "address": f'<a href="/en/articles/{article.pk}/">x</a>',
            "text": article.body,
            "unreached": "",
        }
        for name, html in traces.items():
            status = 500 if name == "unreached" else 200
            with self.subTest(name):
                self.assertEqual(self.seen_in(Answer(status, "text/html", html.encode())), [name])

    def test_a_title_in_traditional_script_or_in_json_is_found(self) -> None:
        self.assertIn("title", self.seen_in(Answer(200, "text/html", "<b>里下河的渡口還在擺渡</b>".encode())))
        self.assertIn("title", self.seen_in(Answer(200, "application/json", json.dumps({"a": [TITLE]}).encode())))

    def test_another_article_of_a_longer_number_is_not_taken_for_it(self) -> None:
        html = f'<a href="/articles/{self.article.pk}7/">x</a>'.encode()
        self.assertEqual(self.seen_in(Answer(200, "text/html", html)), [])

    def test_a_page_left_behind_by_a_killed_process_is_purged_and_then_clean(self) -> None:
        self.ask("/")
        withdraw(self.article, by=self.editor, reason="x")  # and nothing after the commit
        self.assertIn(TITLE, self.ask("/").text)
        with patch("portal.lib.caching.transaction.on_commit", lambda do: do()):  # the worker is in no transaction
            self.assertTrue(self.examine(Certificate.objects.latest("pk")).is_clean)
        self.assertNotIn(TITLE, self.ask("/").text)

    def test_what_stays_is_told_to_the_desk_once_and_seen_there(self) -> None:
        certificate = self.withdraw()
        shown = Answer(200, "text/html", TITLE.encode())
        for _ in range(2):
            check = certificates.examine(certificate, lambda path: shown)
            assert check
            self.assertFalse(check.is_clean)
        self.assertEqual(len(mail.outbox), 1)
        self.assertIn(TITLE, mail.outbox[0].subject)
        self.assertIn(certificate, Certificate.objects.unproven())
        self.client.force_login(self.editor)
        self.assertContains(self.client.get("/admin/"), "撤下未查清")

    def test_a_site_that_does_not_answer_proves_nothing_and_is_asked_again(self) -> None:
        certificate = self.withdraw()
        Certificate.objects.update(next_at=certificate.decided_at)
        with self.settings(OWN_ADDRESS="http://127.0.0.1:9"):
            self.assertEqual(certificates.examine_due(), 0)
        certificate.refresh_from_db()
        self.assertIsNone(certificate.is_clean)
        self.assertIn(certificate, Certificate.objects.open())


class SummaryTests(CertificateTestCase):
    def test_a_status_page_can_tell_how_far_it_is(self) -> None:
        self.assertIsNone(certificates.for_item(Target.ARTICLE, self.article.pk))
        certificate = self.withdraw()
        summary = certificates.for_item(Target.ARTICLE, self.article.pk)
        assert summary
        self.assertIsNone(summary.is_clean)
        check = self.examine(certificate)
        summary = certificates.for_item(Target.ARTICLE, self.article.pk)
        assert summary
        self.assertEqual((summary.is_clean, summary.addresses), (True, len(check.findings)))

    def test_of_something_that_another_article_is_called_too_the_title_is_no_trace(self) -> None:
        caching.clear()
        make_article(title=TITLE)
        self.assertTrue(self.examine(self.withdraw()).is_clean)
        self.assertEqual(Article.objects.public().count(), 1)
