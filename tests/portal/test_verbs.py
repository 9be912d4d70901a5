"""The graduated acts of a takedown, each undone as it was done."""

from typing import Any

from articles.models import Article
from portal.moderation import takedown
from portal.moderation.models import Decision, Target
from portal.moderation.surfaces import addresses_of
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_listing

TITLE = "里下河的渡口还在摆渡"


class VerbTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make_editor()
        with self.captureOnCommitCallbacks(execute=True):
            self.article = make_article(title=TITLE, tags=["渡口"], reporters=["甲"])

    def do(self, verb: Any, item: Any = None, **said: Any) -> bool:
        said = said or {"reason": "当事人申请"}
        with self.captureOnCommitCallbacks(execute=True):
            return bool(verb(item or self.article, by=self.editor, **said))

    def shown_on(self, title: str = TITLE) -> set[str]:
        """The addresses where readers meet the article."""
        return {
            address
            for address in addresses_of(self.article, Target.ARTICLE)
            if title in self.ask(address).text and "q=" not in address
        }


class HoldTests(VerbTestCase):
    def test_what_is_held_is_nowhere_and_its_address_says_that_it_waits(self) -> None:
        self.assertTrue(self.shown_on())
        self.assertTrue(self.do(takedown.hold, reason="原文已删除"))
        self.assertEqual(self.shown_on(), set())
        page = self.ask(self.article.get_absolute_url())
        self.assertEqual(page.status, 410)
        self.assertIn("等待复核", page.text)
        self.assertNotIn("原文已删除", page.text)
        self.assertEqual(Article.objects.get().held_reason, "原文已删除")

    def test_it_is_held_once_and_released_once(self) -> None:
        self.assertTrue(self.do(takedown.hold))
        self.assertFalse(self.do(takedown.hold))
        self.assertTrue(self.do(takedown.restore))
        self.assertFalse(self.do(takedown.restore))
        self.assertIn(self.article.get_absolute_url(), self.shown_on())

    def test_what_was_held_and_then_withdrawn_is_restored_at_once(self) -> None:
        self.do(takedown.hold)
        self.do(takedown.withdraw)
        self.do(takedown.restore)
        self.assertEqual(Article.objects.get().state, Article.State.PUBLIC)

    def test_listings_and_comments_are_held_by_their_own_verbs(self) -> None:
        for item in (make_listing(), make_comment(self.article)):
            with self.subTest(item):
                self.assertTrue(self.do(takedown.hold, item))
                item.refresh_from_db()
                self.assertIsNotNone(item.held_at)
                self.assertTrue(self.do(takedown.restore, item))
                item.refresh_from_db()
                self.assertIsNone(item.held_at)


class DeindexTests(VerbTestCase):
    def test_it_stays_at_its_address_and_leaves_every_list(self) -> None:
        own = {f"/articles/{self.article.pk}/", f"/articles/{self.article.pk}/print/"}
        self.assertTrue(self.do(takedown.deindex))
        own |= {f"/articles/{self.article.pk}/comments/", f"/saved/?ids={self.article.pk}"}
        own |= {f"/takedown/?url=/articles/{self.article.pk}/", f"/articles/{self.article.pk}/share.png"}
        self.assertEqual(self.shown_on(), own)
        self.assertNotIn(f'href="/articles/{self.article.pk}/"', self.ask(f"/search/?q={TITLE}").text)

    def test_search_engines_are_told(self) -> None:
        path = self.article.get_absolute_url()
        self.assertNotIn("noindex", self.ask(path).text)
        self.do(takedown.deindex)
        for _from_view, _from_cache in ((1, 2),) * 2:
            page = self.ask(path)
            self.assertIn('<meta name="robots" content="noindex">', page.text)
            self.assertEqual(page.headers["x-robots-tag"], "noindex")

    def test_it_comes_back_to_every_list(self) -> None:
        before = self.shown_on()
        self.do(takedown.deindex)
        self.assertTrue(self.do(takedown.reindex))
        self.assertEqual(self.shown_on(), before)
        self.assertFalse(self.do(takedown.reindex))


class LabelTests(VerbTestCase):
    def test_a_note_stands_at_the_head_of_page_and_print(self) -> None:
        self.assertTrue(self.do(takedown.label, note="文中的数字有争议，正在核实。"))
        for path in ("", "print/"):
            self.assertIn("正在核实。", self.ask(f"/articles/{self.article.pk}/{path}").text)
        self.assertFalse(self.do(takedown.label, note="文中的数字有争议，正在核实。"))
        self.assertTrue(self.do(takedown.label, note=""))
        self.assertNotIn("正在核实", self.ask(self.article.get_absolute_url()).text)


class WithdrawalTests(VerbTestCase):
    def test_an_order_answers_451_and_says_who_blocks_it(self) -> None:
        listing = make_listing()
        for item in (self.article, listing):
            with self.subTest(item):
                self.do(takedown.withdraw, item, reason="法院决定", removal="legal")
                for _time in range(2):  # from the view, from the cache
                    page = self.ask(item.get_absolute_url())
                    self.assertEqual(page.status, 451)
                    self.assertRegex(page.headers["link"], r'^<http://[^>]+/about/>; rel="blocked-by"$')

    def test_any_other_removal_names_no_blocker(self) -> None:
        self.do(takedown.withdraw)
        page = self.ask(self.article.get_absolute_url())
        self.assertEqual(page.status, 410)
        self.assertNotIn("link", page.headers)

    def test_a_device_that_saved_it_is_told_and_asked_to_delete_copies(self) -> None:
        self.do(takedown.withdraw)
        part = self.ask(f"/saved/?ids={self.article.pk},999").text
        self.assertIn("如果您转发过，请一并删除", part)
        self.assertIn(f'href="/articles/{self.article.pk}/"', part)
        self.assertIn("没有第 999 号文章", part)

    def test_a_comment_is_withdrawn_and_restored_by_the_same_verbs(self) -> None:
        comment = make_comment(self.article, text="他家就住渡口东边第三户。")
        path = f"/articles/{self.article.pk}/comments/"
        self.assertIn("第三户", self.ask(path).text)
        self.assertTrue(self.do(takedown.withdraw, comment))
        self.assertFalse(self.do(takedown.withdraw, comment))
        self.assertNotIn("第三户", self.ask(path).text)
        self.assertTrue(self.do(takedown.restore, comment))
        self.assertIn("第三户", self.ask(path).text)

    def test_every_act_is_written_down_with_its_verb(self) -> None:
        for verb in (takedown.hold, takedown.restore, takedown.deindex, takedown.reindex, takedown.withdraw):
            self.do(verb)
        self.do(takedown.label, note="甲")
        verbs = list(Decision.objects.order_by("number").values_list("verb", flat=True))
        self.assertEqual(verbs, ["hold", "restore", "deindex", "reindex", "withdraw", "label"])

    def test_an_editor_who_saves_an_old_copy_undoes_none_of_them(self) -> None:
        old = Article.objects.get()
        for verb in (takedown.hold, takedown.deindex, takedown.withdraw):
            self.do(verb)
        self.do(takedown.label, note="甲")
        old.save()
        new = Article.objects.get()
        self.assertEqual(new.label, "甲")
        self.assertTrue(new.held_at and new.deindexed_at and new.withdrawn_at)
