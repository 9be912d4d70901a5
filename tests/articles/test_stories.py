"""One event told by several sources: one card, with the others counted, found by what the texts have in common."""

import datetime

from django.test import TestCase
from django.utils import timezone

from articles.index import grouping, likeness
from articles.models import Article, Story, StoryKey
from portal.moderation.models import Decision
from portal.moderation.takedown import withdraw
from tests.assertions import PageTestCase
from tests.factories import make_article, make_editor, make_section, make_source

BODY = (
    "<p>里运河南岸的三处断点昨天打通，步道全长11.6公里，沿线12座驿站同时亮灯。</p>"
    "<p>旧桥是文物，不能动，设计人员把桥下地面降低60厘米，加装防水挡墙和自动排水泵，水位过高时道闸会提前落下。</p>"
    "<p>码头那一段让货场后退5米，用老条石铺出一条亲水步道，吊机留在原地当景观，晚上十点以后关掉靠近住户的一排灯。</p>"
)
NOTICE = (
    "<p>因线路检修，供电公司定于{month}月{day}日8时至{hour}时对{road}配电台区停电，影响用户{users}户，遇雨天顺延。</p>"
    "<p>给您带来的不便，敬请谅解，如有疑问请拨打供电服务热线。停电期间请关闭家用电器电源，以防突然来电。</p>"
)


def told_by(source: str, *, minutes: int = 10, **fields: object) -> Article:
    """An article of that source, so many minutes old."""
    fields.setdefault("body", BODY)
    moment = timezone.now() - datetime.timedelta(minutes=minutes)
    return make_article(source=make_source(source), publish_at=moment, **fields)


class GroupingTests(TestCase):
    def grouped(self, *bodies: tuple[str, str]) -> int:
        """How many different things these texts tell, as grouping sees it."""
        articles = [told_by(f"来源{place}", title=title, body=body) for place, (title, body) in enumerate(bodies)]
        grouping.group_new()
        return len({Article.objects.get(pk=one.pk).story_id or -one.pk for one in articles})

    def test_what_others_retitled_cut_and_framed_is_the_same_story(self) -> None:
        cut = BODY[BODY.index("<p>旧桥") :]
        versions = [("步道打通了", BODY), ("关注｜里运河步道", cut), ("三處斷點", f"<p>编者按：转载。</p>{BODY}")]
        self.assertEqual(self.grouped(*versions), 1)

    def test_two_notices_of_one_form_are_two(self) -> None:
        one = NOTICE.format(month=3, day=5, hour=17, road="淮海路", users=420)
        other = NOTICE.format(month=3, day=19, hour=12, road="解放路", users=87)
        self.assertEqual(self.grouped(("停电通知", one), ("停电通知", other)), 2)
        self.assertEqual(self.grouped(("停电通知", one), ("停电通知转发", one)), 1)

    def test_the_same_words_a_month_later_are_another_event(self) -> None:
        told_by("旧报", minutes=60 * 24 * 30)
        told_by("新报")
        grouping.group_new()
        self.assertFalse(Story.objects.exists())

    def test_it_is_looked_at_once_and_what_editors_decide_stays(self) -> None:
        first, second = told_by("甲报"), told_by("乙报")
        grouping.group_new()
        second.refresh_from_db()
        self.assertIsNotNone(second.story_id)
        self.assertTrue(Story.split(second, by=make_editor()))
        self.assertEqual(grouping.group_new(), 0)
        self.assertFalse(Article.objects.exclude(story=None).exists())
        self.assertFalse(Story.objects.exists(), "a story of one is none")
        self.assertFalse(Story.split(first, by=make_editor()))

    def test_an_old_copy_of_an_article_does_not_undo_it(self) -> None:
        first, second = told_by("甲报"), told_by("乙报")
        grouping.group_new()
        first.save()
        self.assertEqual(Article.objects.exclude(story=None).count(), 2)
        self.assertEqual(second.print.pk, second.pk)

    def test_an_editor_joins_stories_and_it_is_written_down(self) -> None:
        articles = [told_by(f"报{place}", body=f"<p>第{place}个说法。</p>") for place in range(4)]
        editor = make_editor()
        Story.join(articles[:2], by=editor)
        Story.join(articles[2:], by=editor)
        for article in articles:
            article.refresh_from_db()
        Story.join([articles[0], articles[3]], by=editor)
        self.assertEqual(Story.objects.get().articles.count(), 4)
        self.assertEqual(Decision.objects.filter(verb="join").count(), 6)

    def test_a_print_is_read_as_it_was_stored(self) -> None:
        new = likeness.of("步道打通了", BODY)
        known = likeness.Print.unpack(new.pack())
        self.assertEqual((known.sketch, known.figures), (new.sketch, new.figures))
        self.assertEqual(likeness.likeness(known, new), 1.0)
        self.assertLess(len(new.pack()), 1000)

    def test_an_empty_text_is_like_nothing(self) -> None:
        self.assertEqual(self.grouped(("图", ""), ("图", "")), 2)
        self.assertFalse(StoryKey.objects.exists())


class DeskTests(TestCase):
    def act(self, name: str, *articles: Article) -> None:
        data = {"action": name, "_selected_action": [article.pk for article in articles]}
        self.client.force_login(make_editor())
        self.assertEqual(self.client.post("/admin/articles/article/", data).status_code, 302)

    def test_an_editor_joins_and_splits_in_the_list(self) -> None:
        articles = [told_by(f"报{place}", body=f"<p>第{place}个说法。</p>") for place in range(3)]
        self.act("join", *articles)
        self.assertEqual(Story.objects.get().articles.count(), 3)
        self.act("split", articles[1])
        self.assertEqual(Story.objects.get().articles.count(), 2)


class CardTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        with self.captureOnCommitCallbacks(execute=True):
            self.first = told_by("甲报", minutes=30, title="步道打通，三处断点没有了")
            self.later = told_by("乙报", minutes=20, title="关注：里运河步道")
            told_by("丙报", minutes=10, title="散步不用绕路了")
            grouping.group_new()

    def test_a_list_shows_one_card_with_the_others_counted(self) -> None:
        for address in ("/", "/sections/livelihood/", "/regions/lianshui/"):
            page = self.ask(address).text
            with self.subTest(address):
                self.assertEqual(page.count("另有 2 家报道"), 1)
                self.assertIn(self.first.title, page.replace('</span><span class="clause">', ""))
                self.assertNotIn("散步不用绕路了", page)

    def test_the_page_of_an_article_names_the_others(self) -> None:
        page = self.ask(self.first.get_absolute_url()).text
        self.assertIn("同一报道", page)
        self.assertIn(self.later.get_absolute_url(), page)
        self.assertIn("丙报", page)

    def test_when_the_first_leaves_another_takes_its_place_at_once(self) -> None:
        self.assertIn("三处断点没有了", self.ask("/sections/livelihood/").text)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.first, by=make_editor(), reason="误报")
        page = self.ask("/sections/livelihood/").text
        self.assertNotIn("三处断点没有了", page)
        self.assertIn("里运河步道", page)
        self.assertIn("另有 1 家报道", page)
        self.assertNotIn(self.first.get_absolute_url(), self.ask(self.later.get_absolute_url()).text)

    def test_a_story_is_shown_in_every_section_that_has_a_part_in_it(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            economy = told_by("丁报", title="步道带来的生意", section=make_section("economy"))
            grouping.group_new()
        self.assertIn(economy.get_absolute_url(), self.ask("/sections/economy/").text)
        self.assertIn(economy.get_absolute_url(), self.ask(f"/sources/{economy.source_id}/").text)

    def test_many_stories_cost_as_many_queries_as_one(self) -> None:
        def another() -> None:
            number = Article.objects.count()
            articles = [told_by(f"报{number}{place}", body=f"<p>{number}的说法</p>") for place in range(2)]
            Story.join(articles, by=None)

        self.assertFlatCost("/sections/livelihood/", another, rows=5)
