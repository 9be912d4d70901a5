"""What editors and the site's own rules may do to a comment."""

from collections.abc import Callable

from django.test import TestCase

from articles.models import Comment
from portal.lib import caching
from portal.moderation.models import Decision, Report
from portal.moderation.takedown import withdraw
from tests.factories import make_article, make_comment, make_editor


class PublicTests(TestCase):
    def setUp(self) -> None:
        self.article = make_article()
        self.comment = make_comment(self.article)
        self.reply = make_comment(self.article, parent=self.comment)

    def test_a_reply_hides_with_its_comment(self) -> None:
        self.assertEqual(Comment.objects.public().count(), 2)
        self.comment.hold(Comment.HeldFor.WORD)
        self.assertEqual(Comment.objects.public().count(), 0)

    def test_a_comment_hides_with_its_article(self) -> None:
        withdraw(self.article, by=make_editor(), reason="个人信息")
        self.assertEqual(Comment.objects.public().count(), 0)

    def test_threads_are_newest_first_and_carry_their_standing_replies(self) -> None:
        make_comment(self.article, parent=self.comment).hold(Comment.HeldFor.LINK)
        newer = make_comment(self.article)
        threads = list(Comment.objects.threads(self.article))
        self.assertEqual(threads, [newer, self.comment])
        self.assertEqual([thread.shown_replies for thread in threads], [[], [self.reply]])


class VerbTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_editor()
        self.comment = make_comment(make_article())

    def decisions(self) -> list[tuple[str, int | None, str]]:
        return list(Decision.objects.order_by("pk").values_list("verb", "by", "reason"))

    def test_holding_is_written_down_with_its_reason_and_nobody_as_its_author(self) -> None:
        self.assertTrue(self.comment.hold(Comment.HeldFor.REPORTS))
        self.assertTrue(self.comment.is_held)
        self.assertEqual(self.decisions(), [("hold", None, "读者举报")])
        self.assertFalse(self.comment.hold(Comment.HeldFor.WORD))

    def test_what_an_editor_approved_the_rules_cannot_hold(self) -> None:
        self.comment.hold(Comment.HeldFor.WORD)
        self.assertTrue(self.comment.approve(by=self.editor))
        self.assertFalse(self.comment.is_held)
        self.assertFalse(self.comment.hold(Comment.HeldFor.REPORTS))
        self.assertTrue(self.comment.hold(Comment.HeldFor.WORD, by=self.editor))

    def test_of_two_editors_only_one_approves(self) -> None:
        self.comment.hold(Comment.HeldFor.LINK)
        self.assertTrue(self.comment.approve(by=self.editor))
        self.assertFalse(self.comment.approve(by=self.editor))
        self.assertEqual([verb for verb, _by, _reason in self.decisions()], ["hold", "approve"])

    def test_a_removed_comment_keeps_the_reason_and_can_come_back(self) -> None:
        self.assertTrue(self.comment.remove(by=self.editor, reason="骂人"))
        self.assertFalse(self.comment.remove(by=self.editor, reason="骂人"))
        self.assertEqual(self.decisions(), [("remove", self.editor.pk, "骂人")])
        self.assertFalse(Comment.objects.public().exists())
        self.assertTrue(self.comment.approve(by=self.editor))
        self.assertTrue(Comment.objects.public().exists())

    def test_every_verb_forgets_the_page_of_the_article(self) -> None:
        tag = f"article:{self.comment.article_id}"
        verbs: list[Callable[[], bool]] = [
            lambda: self.comment.hold(Comment.HeldFor.LINK),
            lambda: self.comment.approve(by=self.editor),
            lambda: self.comment.remove(by=self.editor, reason="骂人"),
        ]
        for verb in verbs:
            before = caching.stamp(tag)
            with self.captureOnCommitCallbacks(execute=True):
                verb()
            self.assertGreater(caching.stamp(tag), before)


class ReportTests(TestCase):
    def setUp(self) -> None:
        self.comment = make_comment(make_article())

    def report(self, *visitors: str) -> Comment:
        for visitor in visitors:
            self.comment.report(visitor=visitor)
        self.comment.refresh_from_db()
        return self.comment

    def test_three_households_hold_a_comment(self) -> None:
        self.assertFalse(self.report("甲", "乙").is_held)
        self.assertEqual(self.report("丙").held_for, Comment.HeldFor.REPORTS)

    def test_one_household_counts_once(self) -> None:
        self.assertFalse(self.report("甲", "甲", "甲", "甲").is_held)
        self.assertEqual(Report.objects.count(), 1)

    def test_an_editors_approval_settles_reports_and_outlasts_new_ones(self) -> None:
        self.report("甲", "乙", "丙").approve(by=make_editor())
        self.assertFalse(Report.objects.filter(settled_at=None).exists())
        self.assertFalse(self.report("丁", "戊", "己", "庚").is_held)
