"""What a decision at the desk has to do with redactions and certificates."""

from articles.models import Article
from portal.lib.ownsite import Answer
from portal.lib.redacting import MARK
from portal.moderation import certificates, deciding
from portal.moderation.admin.forms import RulingForm
from portal.moderation.models import Act, Certificate, Notice
from tests.moderation.filing import DeskTestCase


class RedactingTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        Article.objects.update(lead="孙大渡住在渡口。", title="孙大渡的四十年")
        self.article.refresh_from_db()

    def lead(self) -> str:
        return Article.objects.get().lead

    def test_names_are_redacted_by_one_person_and_come_back_when_that_is_undone(self) -> None:
        self.decide(Act.REDACT, self.article, words="孙大渡\n周某某")
        self.assertEqual(self.lead(), f"{MARK}住在渡口。")
        deciding.restore(self.notice, by=self.anna, reason="误会")
        self.assertEqual(self.lead(), "孙大渡住在渡口。")

    def test_the_desk_is_asked_what_to_redact(self) -> None:
        said = {"act": "redact", "things": [f"article {self.article.pk}"], "ground": "privacy", "explanation": "姓名"}
        for words, is_valid in (("", False), ("孙", False), ("孙大渡", True)):
            with self.subTest(words):
                form = RulingForm({**said, "words": words}, notice=self.notice)
                self.assertEqual(form.is_valid(), is_valid, form.errors)


class CertificateTests(DeskTestCase):
    def test_the_status_page_says_how_far_the_proof_is(self) -> None:
        Notice.objects.update(secret_hash=Notice.hash_secret("only for us"))
        self.decide(Act.WITHDRAW, self.article, emergency="孩子正被人围堵")
        page = f"{self.notice.get_absolute_url()}?secret=only+for+us"
        self.assertContains(self.client.get(page), "正在逐处查看")
        gone = Answer(410, "text/html", b"")
        certificates.examine(Certificate.objects.get(), lambda path: gone)
        self.assertContains(self.client.get(page), "都已看不到")
