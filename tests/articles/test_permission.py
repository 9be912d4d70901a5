"""What a source permits decides what is shown of its texts: on every surface, at every moment, without any write."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from articles import search
from articles.models import Article, Correction, Interviewee, Permission, Source
from portal.lib.text import query
from portal.moderation import surfaces
from portal.moderation.models import Target
from portal.search import find, index
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.assertions import PageTestCase
from tests.factories import make_article, make_picture, make_source

LAST_DAY = datetime.date(2026, 3, 31)
BEFORE = datetime.datetime(2026, 3, 31, 23, 59, 50, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
AFTER = BEFORE + datetime.timedelta(seconds=20)
TITLE = "旧码头的吊车要留下来"
LEAD = "三台吊车不拆，改成看台。" + "".join(f"这是导读里的第{number}句话。" for number in range(30))
SECRET = "鲈鱼洄游"
BODY = "<p>码头昨天开工。</p><p>" + "施工方说明了安排。" * 30 + f"最后一句提到{SECRET}。</p>"
LATE_IN_LEAD = "第29句话"


def a_permitted_article(**terms: object) -> Article:
    """An article that every list shows, of a source that permits its whole text until the last day of March."""
    source = make_source("期满日报", **{"permission_ends_on": LAST_DAY, **terms})
    moment = timezone.now() - datetime.timedelta(minutes=1)
    article = make_article(
        title=TITLE, lead=LEAD, body=BODY, source=source, tags=["码头"], reporters=["孙渡（示例）"], publish_at=moment
    )
    article.cover = make_picture(alt="吊车的画")
    article.original_url = "https://news.example/crane"
    article.save()
    Correction.objects.create(article=article, text="吊车是三台。", at=moment)
    counting.record(Kind.ARTICLE, article.pk, address="192.0.2.1", user_agent="Mozilla/5.0")
    counting.rank(Kind.ARTICLE)
    return article


class PermissionTests(TestCase):
    def test_a_source_of_which_nothing_is_recorded_permits_nothing(self) -> None:
        article = make_article(source=Source.objects.create(name="陌生报"), lead=LEAD, body=BODY)
        self.assertEqual((article.shows_body, article.shown_body, article.shown_cover), (False, "", None))
        self.assertLessEqual(len(article.shown_lead), 80)

    def test_what_the_site_wrote_itself_is_shown(self) -> None:
        own = make_source("本站", permission=Permission.OWN, evidence="")
        for source in (None, own):
            self.assertIn(SECRET, make_article(source=source, body=BODY).shown_body)

    def test_an_excerpt_is_as_long_as_was_agreed(self) -> None:
        source = make_source("摘报", permission=Permission.EXCERPT, excerpt_limit=120)
        article = make_article(source=source, lead="", body=BODY)
        self.assertFalse(article.shows_body)
        self.assertTrue(80 < len(article.shown_excerpt) <= 120, article.shown_excerpt)
        self.assertTrue(article.shown_excerpt.endswith("。"))

    def test_full_text_needs_evidence(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            Source.objects.create(name="口头报", permission=Permission.FULL)
        with self.assertRaises(ValidationError):
            Source(name="口头报", permission=Permission.FULL).full_clean()

    def test_the_last_day_counts_whole_in_the_time_of_the_site(self) -> None:
        source = make_source(permission_ends_on=LAST_DAY)
        self.assertTrue(source.permits_whole_text(BEFORE))
        self.assertFalse(source.permits_whole_text(AFTER))


class LapseTests(PageTestCase):
    """Every surface of the registry, in every dress, as the clock passes the end: nothing is written in between."""

    @contextmanager
    def at(self, moment: datetime.datetime) -> Iterator[None]:
        with time_machine.travel(moment, tick=False):
            yield

    def dressed(self, article: Article) -> list[str]:
        addresses = surfaces.addresses_of(article, Target.ARTICLE)
        return [dress + address for address in addresses for dress in ("", "/hant", "/en")]

    def make(self) -> Article:
        with self.at(BEFORE), self.captureOnCommitCallbacks(execute=True):
            article = a_permitted_article()
            search.renew_sources()
        return article

    def assert_nothing_leaks(self, article: Article) -> None:
        leaks = (SECRET, "鱸魚洄游", LATE_IN_LEAD, "第29句話", "吊车的画", "吊車的畫")
        for address in self.dressed(article):
            text = self.ask(address).text
            with self.subTest(address):
                self.assertEqual([leak for leak in leaks if leak in text], [])

    def test_when_the_permission_lapses_no_surface_shows_the_text_any_more(self) -> None:
        article = self.make()
        with self.at(BEFORE):
            shown = [address for address in self.dressed(article) if SECRET in self.ask(address).text]
            self.assertIn(article.get_absolute_url(), shown)
            self.assertIn(f"{article.get_absolute_url()}print/", shown)
        with self.at(AFTER):
            self.assert_nothing_leaks(article)
            page = self.ask(article.get_absolute_url()).text
            self.assertIn(TITLE, page)
            self.assertIn("三台吊车不拆", page)
            self.assertIn("https://news.example/crane", page)

    def test_a_permission_taken_back_by_an_editor_clears_every_surface_at_once(self) -> None:
        article = self.make()
        with self.at(BEFORE):
            for address in self.dressed(article):
                self.ask(address)
            source = Source.objects.get(name="期满日报")
            source.permission = Permission.NONE
            with self.captureOnCommitCallbacks(execute=True):
                source.save()
            self.assert_nothing_leaks(article)

    def test_a_page_that_was_kept_ends_in_the_second_the_permission_does(self) -> None:
        article = self.make()
        with self.at(BEFORE):
            self.assertIn(SECRET, self.ask(article.get_absolute_url()).text)
        with self.at(BEFORE + datetime.timedelta(seconds=9)):
            self.assertIn(SECRET, self.ask(article.get_absolute_url()).text)
        with self.at(BEFORE + datetime.timedelta(seconds=10)):
            self.assertNotIn(SECRET, self.ask(article.get_absolute_url()).text)


class SearchTests(TestCase):
    def found(self, words: str) -> list[str]:
        return [result.title for result in find.results(find.find(query(words), {}).hits)]

    def make(self, moment: datetime.datetime) -> Article:
        with time_machine.travel(moment):
            return a_permitted_article()

    def test_a_text_is_found_while_its_permission_lasts(self) -> None:
        self.make(BEFORE - datetime.timedelta(days=9))
        with time_machine.travel(BEFORE - datetime.timedelta(days=5)):
            self.assertEqual(self.found(SECRET), [TITLE])

    def test_on_the_last_day_the_worker_takes_the_text_out_and_the_title_is_found_throughout(self) -> None:
        self.make(BEFORE - datetime.timedelta(days=9))
        with time_machine.travel(BEFORE - datetime.timedelta(days=5)):
            search.renew_sources()
            self.assertEqual(self.found(SECRET), [TITLE])
        with time_machine.travel(BEFORE):
            search.renew_sources()
            self.assertEqual(self.found(SECRET), [])
        for moment in (BEFORE, AFTER):
            with time_machine.travel(moment):
                self.assertEqual(self.found("吊车要留下"), [TITLE])

    def test_without_a_worker_nothing_of_the_text_is_found_after_the_lapse(self) -> None:
        self.make(BEFORE - datetime.timedelta(days=9))
        with time_machine.travel(AFTER):
            self.assertEqual(self.found(SECRET), [])

    def test_a_change_by_an_editor_counts_before_the_worker_comes_and_the_rest_comes_back_after(self) -> None:
        self.make(BEFORE - datetime.timedelta(days=9))
        with time_machine.travel(BEFORE - datetime.timedelta(days=5)):
            search.renew_sources()
            source = Source.objects.get(name="期满日报")
            source.permission = Permission.NONE
            source.save()
            self.assertEqual(self.found(SECRET), [])
            search.renew_sources()
            self.assertEqual((self.found(SECRET), self.found("吊车要留下")), ([], [TITLE]))
            source.permission = Permission.FULL
            source.save()
            search.renew_sources()
            self.assertEqual(self.found(SECRET), [TITLE])

    def test_a_permission_that_came_late_brings_the_text_into_the_search(self) -> None:
        source = make_source("迟来报", permission=Permission.NONE, evidence="")
        make_article(title=TITLE, body=BODY, source=source)
        search.renew_sources()
        self.assertEqual(self.found(SECRET), [])
        Source.objects.filter(pk=source.pk).update(permission=Permission.OWN)
        search.renew_sources()
        self.assertEqual(self.found(SECRET), [TITLE])

    def test_an_old_document_never_shows_its_words(self) -> None:
        article = make_article(title=TITLE, lead=LEAD, body=BODY, source=make_source("旧索引报"))
        index.update("article", [article.pk])
        Source.objects.filter(name="旧索引报").update(permission=Permission.NONE)
        page = self.client.get("/search/", {"q": "最后一句提到"}).content.decode()
        self.assertIn(article.get_absolute_url(), page)
        self.assertNotIn(SECRET, page)


class InterviewTests(TestCase):
    def test_a_portrait_goes_with_the_text(self) -> None:
        article = make_article(source=make_source("访谈报", permission=Permission.NONE, evidence=""), body=BODY)
        Interviewee.objects.create(article=article, name="乔闸（示例）", portrait=make_picture(alt="闸工的画像"))
        page = self.client.get(article.get_absolute_url()).content.decode()
        self.assertIn("乔闸", page)
        self.assertNotIn("闸工的画像", page)
        self.assertNotIn(SECRET, page)
