"""What a digest tells, and in which words."""

import datetime
from typing import Any

from django.test import TestCase

from articles.models import Permission
from portal.moderation.takedown import deindex, hold, withdraw
from portal.newsletter import letter
from portal.newsletter.digest import compose, latest_issue
from portal.newsletter.models import Delivery, Subscription
from tests.factories import make_article, make_listing, make_region, make_source
from tests.newsletter.subscribers import AT_SEVEN, MONDAY, at, make_subscription

YESTERDAY = MONDAY - datetime.timedelta(hours=3)
TODAY = MONDAY.date()


def news(**fields: Any) -> Any:
    return make_article(**{"publish_at": YESTERDAY, "created_at": YESTERDAY, **fields})


class ComposeTests(TestCase):
    def titles(self, period: str = "daily", region: Any = None) -> list[str]:
        with at(AT_SEVEN):
            return [article.title for article in compose(region, period, TODAY).articles]

    def test_a_day_and_a_week_reach_up_to_the_hour(self) -> None:
        for days, title in ((0.2, "昨夜"), (3, "周五"), (9, "上上周"), (-0.1, "今早")):
            moment = MONDAY - datetime.timedelta(days=days)
            news(title=title, publish_at=moment, created_at=moment)
        self.assertEqual(self.titles(), ["昨夜"])
        self.assertEqual(self.titles("weekly"), ["昨夜", "周五"])

    def test_what_a_feed_brought_late_is_new_and_what_an_archive_brought_is_not(self) -> None:
        for days, title in ((1.5, "迟到"), (900, "旧闻")):
            news(title=title, publish_at=MONDAY - datetime.timedelta(days=days), created_at=YESTERDAY)
        self.assertEqual(self.titles(), ["迟到"])

    def test_an_edition_tells_of_its_region_and_its_towns(self) -> None:
        county = make_region("lianshui")
        town = make_region("gaogou", name="高沟镇", parent=county, kind="town")
        for region, title in ((county, "县里"), (town, "镇上"), (make_region("huaian"), "市里")):
            news(title=title, region=region)
        self.assertEqual(set(self.titles(region=county)), {"县里", "镇上"})
        self.assertEqual(len(self.titles()), 3)

    def test_nothing_is_told_that_readers_may_not_come_upon(self) -> None:
        for verb, title in ((withdraw, "撤下"), (hold, "待审"), (deindex, "不再列出")):
            verb(news(title=title), by=None, reason="测试")
        news(title="草稿", workflow="draft")
        news(title="在")
        self.assertEqual(self.titles(), ["在"])

    def test_listings_need_reach(self) -> None:
        for title, fields in (
            ("求购旧书", {}),
            ("可疑", {"quarantined_at": YESTERDAY}),
            ("已卖", {"done_at": YESTERDAY}),
        ):
            make_listing(title=title, posted_at=YESTERDAY, expires_at=MONDAY + datetime.timedelta(days=9), **fields)
        with at(AT_SEVEN):
            self.assertEqual([one.title for one in compose(None, "daily", TODAY).listings], ["求购旧书"])

    def test_daily_letters_are_due_at_seven_and_weekly_ones_on_mondays(self) -> None:
        minute, day = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
        self.assertEqual(latest_issue("daily", MONDAY - minute), TODAY - day)
        self.assertEqual(latest_issue("daily", MONDAY), TODAY)
        self.assertEqual(latest_issue("weekly", MONDAY - minute), TODAY - 7 * day)
        self.assertEqual(latest_issue("weekly", MONDAY + 6 * day), TODAY)


class LetterTests(TestCase):
    def write(self, **fields: Any) -> Any:
        subscription = make_subscription(**fields)
        delivery = Delivery.objects.create(subscription=subscription, issue=TODAY)
        with at(AT_SEVEN):
            return letter.write(delivery, compose(subscription.region, subscription.period, TODAY))

    def test_each_story_says_whose_it_is_and_links_to_its_page_in_text_and_html(self) -> None:
        article = news(title="运河<b>步道</b>开放 & 通车", lead="从清江浦走到淮阴。")
        message = self.write()
        for part in (message.body, message.alternatives[0][0]):
            for words in (
                "来源：示例晚报",
                "从清江浦走到淮阴",
                f"http://127.0.0.1:8000/articles/{article.pk}/",
                "退订",
                "声明：",
            ):
                self.assertIn(words, part)
        self.assertIn("运河<b>步道</b>开放 & 通车", message.body)
        self.assertIn("运河&lt;b&gt;步道&lt;/b&gt;开放 &amp; 通车", message.alternatives[0][0])
        self.assertIn("简报：运河", message.subject)

    def test_it_shows_no_more_than_the_source_permits(self) -> None:
        source = make_source("没有授权", permission=Permission.NONE)
        news(title="标题", lead="河" * 90 + "不许转的导语。", body="<p>不许转的正文。</p>", source=source)
        message = self.write()
        self.assertNotIn("不许转", message.body + message.alternatives[0][0])

    def test_a_mail_program_has_nothing_to_fetch(self) -> None:
        news()
        html = self.write().alternatives[0][0]
        for tag in ("<img", "<link", "<script", "<style", "src="):
            self.assertNotIn(tag, html)

    def test_its_head_says_how_to_leave_with_one_click(self) -> None:
        news()
        head = self.write(region=make_region("lianshui")).message()
        self.assertRegex(head["List-Unsubscribe"], r"^<http://127\.0\.0\.1:8000/newsletter/[\w:-]+/leave/>$")
        self.assertEqual(head["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(head["List-Id"], "<lianshui.newsletter.127.0.0.1>")
        self.assertEqual(head["Auto-Submitted"], "auto-generated")

    def test_a_title_of_two_lines_becomes_no_header(self) -> None:
        news(title="步道开放\r\nBcc: victim@example.org")
        head = self.write().message()
        self.assertNotIn("Bcc", head)
        self.assertNotIn("\n", str(head["Subject"]).replace("\n ", ""))

    def test_it_is_written_in_the_readers_script_and_language(self) -> None:
        news(title="运河步道开放")
        self.assertIn("運河步道開放", self.write(dress="hant").body)
        Subscription.objects.all().delete()
        message = self.write(dress="en")
        self.assertIn("/en/articles/", message.body)
        self.assertIn('<html lang="en">', message.alternatives[0][0])
