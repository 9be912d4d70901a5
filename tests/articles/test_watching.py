"""What becomes of a story at its source is seen: edited, gone, back; an editor decides, readers see since when."""

import datetime

from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from articles.index import watching
from articles.models import Article, Permission, SourceChange, Watch
from portal.lib.fetching import robots
from tests.assertions import PageTestCase
from tests.factories import make_article, make_editor, make_source
from tests.foreign_site import ForeignSite, reply

FIRST = "里运河南岸的三处断点昨天打通了。"
SECOND = "沿线十二座驿站同时亮灯。"
AROUND = "<nav>首页 新闻 视频 第{}位访客</nav><script>var a = '{}'</script>"


def page(*sentences: str, visitor: int = 1) -> bytes:
    """A page of a source, with what stands around a story there."""
    words = "".join(f"<p>{one}</p>" for one in sentences)
    frame = AROUND.format(visitor, visitor)
    return f"<!doctype html><meta charset=utf-8><title>x</title>{frame}<h1>步道三处断点打通</h1>{words}".encode()


class WatchTestCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        robots._remembered.clear()
        self.enterContext(self.settings(RATE_LIMITS={**settings.RATE_LIMITS, "articles:fetch": (99, 10)}))
        self.site_of_source = self.enterContext(ForeignSite())
        self.answer(page(FIRST, SECOND))
        with self.captureOnCommitCallbacks(execute=True):
            self.article = make_article(
                title="步道三处断点打通",
                body=f"<p>{FIRST}{SECOND}</p>",
                original_url=f"{self.site_of_source.url}/story",
            )

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.site_of_source.pages["/story"] = reply(body, status, content_type="text/html", **headers)

    def look(self, times: int = 1) -> None:
        """Let the worker pass by so often, each time when it is due."""
        for _time in range(times):
            Watch.objects.update(due_at=timezone.now())
            with self.captureOnCommitCallbacks(execute=True):
                watching.watch_sources()
        self.article.refresh_from_db()

    def kinds(self) -> list[str]:
        return list(SourceChange.objects.order_by("pk").values_list("kind", flat=True))


class WatchTests(WatchTestCase):
    def test_a_page_that_only_changes_around_the_story_is_no_change(self) -> None:
        self.look()
        self.answer(page(FIRST, SECOND, visitor=2))
        self.look()
        self.assertEqual(self.kinds(), [])
        self.assertIsNotNone(Watch.objects.get().checked_at)

    def test_an_edit_is_shown_to_an_editor_beside_what_we_have(self) -> None:
        self.look()
        self.answer(page(FIRST, SECOND.replace("十二", "十一")))
        self.look(2)
        change = SourceChange.objects.get()
        self.assertEqual((change.kind, change.sentences), ("edited", [[SECOND, "沿线十一座驿站同时亮灯。"]]))
        self.assertEqual(self.article.state, Article.State.PUBLIC)

    def test_a_sentence_that_was_never_there_is_not_missed(self) -> None:
        self.answer(page(FIRST))
        self.look()
        self.answer(page(FIRST, visitor=3))
        self.look()
        self.assertEqual(self.kinds(), [])

    def test_a_page_that_is_gone_twice_holds_the_article_and_one_that_is_back_is_said(self) -> None:
        self.look()
        self.answer(status=404)
        self.look()
        self.assertEqual(self.article.state, Article.State.PUBLIC)
        self.look()
        self.assertEqual(self.article.state, Article.State.HELD)
        self.assertIn("404", self.article.held_reason)
        self.assertEqual(self.ask(self.article.get_absolute_url()).status, 410)
        self.look()
        self.answer(page(FIRST, SECOND))
        self.look()
        self.assertEqual(self.kinds(), ["gone", "back"])
        self.assertEqual(self.article.state, Article.State.HELD, "an editor decides")

    def test_a_site_that_is_down_says_nothing_about_the_story(self) -> None:
        self.look()
        self.answer(status=503)
        self.look(3)
        self.site_of_source.pages["/story"] = lambda asked: [b"nonsense"]
        self.look(2)
        self.assertEqual(self.kinds(), [])
        self.assertEqual(self.article.state, Article.State.PUBLIC)

    def test_it_asks_only_for_what_has_changed_and_less_and_less_often(self) -> None:
        self.answer(page(FIRST, SECOND), etag='"one"')
        waits = []
        for _time in range(3):
            self.look()
            waits.append(Watch.objects.get().due_at - timezone.now())
        self.assertEqual(self.site_of_source.asked[-1].headers["if-none-match"], '"one"')
        self.assertLess(waits[0], waits[1])
        self.assertLess(waits[1], waits[2])
        watch = Watch.objects.get()
        watch.wait(patience=99)
        self.assertLessEqual(watch.due_at, timezone.now() + datetime.timedelta(days=31))

    def test_robots_txt_is_heeded(self) -> None:
        self.site_of_source.pages["/robots.txt"] = reply(b"User-agent: *\nDisallow: /", content_type="text/plain")
        self.look()
        self.assertNotIn("/story", [asked.path for asked in self.site_of_source.asked])

    def test_what_the_site_wrote_itself_is_not_watched(self) -> None:
        Watch.objects.all().delete()
        own = make_source("本站", permission=Permission.OWN, evidence="")
        Article.objects.update(source=own)
        watching.watch_sources()
        self.assertFalse(Watch.objects.exists())


class DeskTests(WatchTestCase):
    def act(self, action: str) -> None:
        self.client.force_login(make_editor())
        data = {"action": action, "_selected_action": list(SourceChange.objects.values_list("pk", flat=True))}
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post("/admin/articles/sourcechange/", data)
        self.article.refresh_from_db()

    def edit(self) -> SourceChange:
        pairs = [[SECOND, "沿线十一座驿站同时亮灯。"]]
        return SourceChange.objects.create(article=self.article, kind="edited", sentences=pairs)

    def test_the_difference_is_shown_sentence_by_sentence(self) -> None:
        change = self.edit()
        self.client.force_login(make_editor())
        page = self.client.get(f"/admin/articles/sourcechange/{change.pk}/change/")
        self.assertContains(page, f"<del>{SECOND}</del>")
        self.assertContains(page, "<ins>沿线十一座驿站同时亮灯。</ins>")
        self.assertContains(self.client.get("/admin/"), "原文有变化")

    def test_an_editor_passes_it_over_or_notes_it_on_the_page(self) -> None:
        self.edit()
        self.act("pass_over")
        self.assertFalse(SourceChange.objects.unsettled().exists())
        self.assertEqual(self.article.label, "")
        self.edit()
        self.act("note")
        self.assertIn("请以原文为准", self.ask(self.article.get_absolute_url()).text)

    def test_an_editor_restores_what_is_back_but_nothing_that_was_withdrawn(self) -> None:
        SourceChange.objects.create(article=self.article, kind="back")
        Article.objects.update(held_at=timezone.now())
        self.act("restore")
        self.assertEqual(self.article.state, Article.State.PUBLIC)
        Article.objects.update(withdrawn_at=timezone.now())
        self.act("restore")
        self.assertEqual(self.article.state, Article.State.WITHDRAWN)


class ProvenanceTests(TestCase):
    def test_the_card_says_whose_it_is_when_it_came_and_what_was_changed(self) -> None:
        source = make_source("摘报", permission=Permission.NONE, evidence="")
        article = make_article(source=source, title="改过的标题", original_title="原来的标题", lead="开头。")
        Watch.objects.create(article=article, checked_at=timezone.now())
        for address in (article.get_absolute_url(), f"{article.get_absolute_url()}print/"):
            page = self.client.get(address).content.decode()
            for words in ("原来的标题", "甲记者", "收录时间", "没有授权，只作索引", "改了标题，只摘录开头", "原文仍在"):
                with self.subTest(address, words=words):
                    self.assertIn(words, page)
            self.assertIn(f"/takedown/?url=/articles/{article.pk}/", page)
