"""A name that was taken out of an article is nowhere, stays out, and comes back when the decision is undone."""

from typing import Any

from articles.models import Article, Breaking, Comment, Correction, Interviewee
from portal.lib.redacting import MARK
from portal.moderation import takedown
from portal.moderation.models import Decision, Redaction, Target
from portal.moderation.surfaces import addresses_of
from portal.search.models import Document
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_picture

NAME = "孙大渡"


class RedactionTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make_editor()
        cover = make_picture(alt=f"{NAME}在船头", credit=f"{NAME}家人供图")
        with self.captureOnCommitCallbacks(execute=True):
            self.article = make_article(
                title=f"撑船人{NAME}的四十年",
                lead=f"{NAME}今年六十岁。",
                body=f"<p>记者问了<b>孙</b>大渡，孫大渡没有回答。</p><p>{NAME}</p>",
                original_title=f"{NAME}的四十年",
                cover=cover,
                tags=[NAME, "渡口"],
                reporters=[NAME, "甲"],
            )
            Interviewee.objects.create(article=self.article, name=NAME, pull_quote=f"我叫{NAME}。")
            Correction.objects.create(article=self.article, text=f"{NAME}的年龄有误。")
            make_comment(self.article, text=f"{NAME}是我邻居", nickname=NAME)
        self.addresses = addresses_of(self.article, Target.ARTICLE)

    def redact(self) -> bool:
        with self.captureOnCommitCallbacks(execute=True):
            return takedown.redact(self.article, by=self.editor, passages=[NAME], reason="写出了姓名")

    def shown_on(self) -> list[str]:
        return [
            dress + address
            for address in self.addresses
            for dress in ("", "/hant")
            if not {NAME, "孫大渡"}.isdisjoint(self.words_of(self.ask(dress + address)))
        ]

    def words_of(self, answer: Any) -> set[str]:
        return {name for name in (NAME, "孫大渡") if name in answer.text.replace("<b>", "").replace("</b>", "")}

    def test_it_is_on_no_surface_and_not_in_the_search(self) -> None:
        self.assertGreater(len(self.shown_on()), 10)
        self.assertTrue(self.redact())
        # The pages of the tag and of the person of that name, and what was searched for, are not the article's.
        of_the_name = ("/tags/", "/feeds/tag-", "/people/", "q=")
        own = [address for address in self.shown_on() if not any(part in address for part in of_the_name)]
        self.assertEqual(own, [])
        self.assertNotIn(NAME, str(Document.objects.values().get()))
        self.assertIn(MARK, self.ask(self.article.get_absolute_url()).text)

    def test_the_article_leaves_the_pages_of_the_name(self) -> None:
        self.redact()
        for address in self.addresses:
            if "/tags/%E5%AD%99" in address:
                self.assertNotIn("的四十年", self.ask(address).text)
        self.assertEqual([tag.name for tag in self.article.tags.all()], ["渡口"])
        self.assertEqual([one.person.name for one in self.article.bylines.all()], ["甲"])

    def test_nothing_of_it_is_left_in_the_rows(self) -> None:
        self.redact()
        for model in (Article, Interviewee, Correction, Comment, Breaking):
            self.assertNotIn(NAME, str(list(model._default_manager.values())))

    def test_what_stood_there_is_kept_encrypted_and_comes_back(self) -> None:
        before = Article.objects.values("title", "lead", "body").get()
        self.redact()
        redaction = Redaction.objects.get()
        self.assertNotIn(NAME.encode(), bytes(redaction.sealed))
        self.assertEqual(redaction.passages, [NAME])
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(takedown.unredact(self.article, by=self.editor, reason="误会"), 1)
            self.assertEqual(takedown.unredact(self.article, by=self.editor, reason="误会"), 0)
        self.assertEqual(Article.objects.values("title", "lead", "body").get(), before)
        self.assertEqual({tag.name for tag in self.article.tags.all()}, {NAME, "渡口"})
        self.assertIn(NAME, self.ask(self.article.get_absolute_url()).text)

    def test_what_an_editor_wrote_since_is_left_when_it_is_undone(self) -> None:
        self.redact()
        self.article.lead = "另一个导读"
        self.article.save()
        takedown.unredact(self.article, by=self.editor, reason="误会")
        self.assertEqual(Article.objects.get().lead, "另一个导读")

    def test_an_old_copy_that_is_saved_does_not_bring_it_back(self) -> None:
        old = Article.objects.get()
        self.redact()
        old.save()
        self.assertNotIn(NAME, str(Article.objects.values().get()))
        self.assertNotIn(NAME, str(Document.objects.values().get()))

    def test_a_new_comment_cannot_say_it(self) -> None:
        self.redact()
        comment = make_comment(self.article, text="孙 大 渡，我认识")
        self.assertEqual(Comment.objects.get(pk=comment.pk).text, f"{MARK}，我认识")

    def test_a_name_that_does_not_stand_there_changes_nothing(self) -> None:
        self.assertFalse(takedown.redact(self.article, by=self.editor, passages=["周某某", " "], reason="x"))
        self.assertEqual(Redaction.objects.count(), 0)

    def test_it_is_written_down(self) -> None:
        self.redact()
        decision = Decision.objects.latest("number")
        self.assertEqual((decision.verb, decision.by, decision.reason), ("redact", self.editor, "写出了姓名"))
