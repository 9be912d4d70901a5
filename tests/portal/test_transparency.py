"""The figures of the site: counted from the records, kept when these are purged, drawn without script."""

import datetime

import time_machine
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from classifieds.models import Listing
from portal import transparency
from portal.lib.charts import ROOM, WIDTH, chart
from portal.moderation.models import Decision, Figure
from portal.moderation.road import Step
from tests.assertions import PageTestCase
from tests.factories import make_editor, make_listing
from tests.moderation.filing import make_notice

NOON = datetime.datetime(2026, 3, 20, 12, tzinfo=datetime.UTC)


class NoticeFigureTests(TestCase):
    def test_they_are_what_the_notices_say(self) -> None:
        with time_machine.travel(NOON):
            for right, hours in (("privacy", 2), ("privacy", 3), ("copyright", 30), ("minors", 0)):
                notice = make_notice(right=right)
                if hours:
                    with time_machine.travel(timezone.now() + datetime.timedelta(hours=hours)):
                        notice.take(Step.REFUSE)
        with time_machine.travel(NOON + datetime.timedelta(hours=31)):
            figures = transparency.overview()
        self.assertEqual((figures.received, figures.open, figures.overdue, figures.was_late), (4, 1, 1, 1))
        self.assertEqual(figures.median_hours, 3)
        rights = {str(bar.label): bar.number for bar in figures.by_right.bars}
        self.assertEqual(rights, {"个人信息或隐私": 2, "著作权": 1, "涉及未成年人": 1})

    def test_without_any_there_is_a_page_all_the_same(self) -> None:
        self.assertContains(self.client.get("/transparency/"), "还没有办结的")


class ListingFigureTests(TestCase):
    def test_they_outlive_the_listings(self) -> None:
        with time_machine.travel(NOON):
            for _ in range(3):
                listing = make_listing()
            listing.hold(by=make_editor(), reason="太像了")
            listing.approve(by=make_editor())
            listing.report("骗子", visitor="v", sender="s")
            transparency.count_up()
            Listing.objects.all().delete()
            transparency.count_up()
            figures = transparency.overview()
        self.assertEqual([numbers for _name, numbers in figures.listings], [[0, 3], [0, 1], [0, 1], [0, 1]])
        self.assertEqual(Decision.objects.filter(verb="hold").count(), 1)

    def test_months_are_those_of_the_site(self) -> None:
        with time_machine.travel(datetime.datetime(2026, 2, 28, 20, tzinfo=datetime.UTC)):  # 4:00 on March 1
            make_listing()
            transparency.count_up()
        march = Figure.objects.get(name=transparency.POSTED, number=1)
        self.assertEqual(march.month, datetime.date(2026, 3, 1))


class ChartTests(SimpleTestCase):
    def test_bars_are_as_long_as_their_numbers(self) -> None:
        drawn = chart([("甲", 10), ("乙", 5), ("丙", 0)])
        self.assertEqual([bar.width for bar in drawn.bars], [WIDTH - ROOM, (WIDTH - ROOM) / 2, 0])
        self.assertEqual(chart([]).height, 0)
        self.assertEqual(chart([("甲", 0)]).bars[0].width, 0)


class PageTests(PageTestCase):
    def test_every_chart_has_its_words_and_its_table(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            make_notice()
        text = self.ask("/transparency/").text
        self.assertEqual(text.count('<svg viewBox="0 0 320'), 4)
        self.assertEqual(text.count("<caption>"), 4)
        self.assertEqual(text.count("</desc>"), 4)

    def test_it_is_made_anew_when_a_notice_takes_a_step(self) -> None:
        self.assertNotIn("因为什么", self.ask("/transparency/").text)
        with self.captureOnCommitCallbacks(execute=True):
            make_notice()
        self.assertIn("因为什么", self.ask("/transparency/").text)
