"""An article on its way to the reader: draft, review, signing off, its time; and pages that follow."""

import datetime
import itertools

from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Person, Pin, Source
from portal.moderation.models import Decision
from tests.assertions import PageTestCase
from tests.factories import make_article, make_editor, make_region, make_section

State, Workflow = Article.State, Article.Workflow


class StateTests(TestCase):
    def test_the_row_and_the_query_agree_whatever_the_facts(self) -> None:
        now = timezone.now()
        day = datetime.timedelta(days=1)
        facts = itertools.product(Workflow, (now - day, now + day), (None, now - day, now + day), *[(None, now)] * 3)
        for workflow, publish_at, expires_at, held_at, withdrawn_at, deindexed_at in facts:
            make_article(
                workflow=workflow,
                publish_at=publish_at,
                expires_at=expires_at,
                held_at=held_at,
                withdrawn_at=withdrawn_at,
                deindexed_at=deindexed_at,
            )
        found = {state: set(Article.objects.in_state(state)) for state in State}
        self.assertEqual(sum(map(len, found.values())), Article.objects.count())
        for state, articles in found.items():
            self.assertTrue(articles, state)
            self.assertEqual({article.state for article in articles}, {state})
        self.assertEqual(found[State.PUBLIC], set(Article.objects.public()))


class SigningOffTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make_editor()
        self.article = make_article(title="步道今晚亮灯", workflow=Workflow.IN_REVIEW)

    def test_readers_see_it_from_then_on(self) -> None:
        self.assertNotIn("步道今晚亮灯", self.ask("/").text)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(self.article.approve(by=self.editor))
        self.assertIn("步道今晚亮灯", self.ask("/").text)
        self.assertEqual(self.article.state, State.PUBLIC)

    def test_of_two_editors_one_signs_and_it_is_written_down_once(self) -> None:
        same = Article.objects.get(pk=self.article.pk)
        self.assertTrue(self.article.approve(by=self.editor))
        self.assertFalse(same.approve(by=make_editor("other")))
        decision = Decision.objects.get()
        self.assertEqual((decision.verb, decision.by, decision.object_id), ("approve", self.editor, self.article.pk))

    def test_one_with_a_later_time_waits_for_it(self) -> None:
        self.article.publish_at = timezone.now() + datetime.timedelta(hours=1)
        self.article.save()
        self.article.approve(by=self.editor)
        self.assertEqual(self.article.state, State.SCHEDULED)
        self.assertEqual(self.client.get(self.article.get_absolute_url()).status_code, 404)

    def test_a_scheduled_one_can_go_back_to_its_writer(self) -> None:
        later = make_article(publish_at=timezone.now() + datetime.timedelta(hours=1))
        self.assertTrue(later.return_to_draft(by=self.editor))
        self.assertEqual(later.state, State.DRAFT)
        self.assertFalse(later.return_to_draft(by=self.editor))

    def test_a_published_one_cannot_since_its_address_is_out(self) -> None:
        published = make_article()
        self.assertFalse(published.return_to_draft(by=self.editor))
        self.assertEqual(published.state, State.PUBLIC)
        self.assertEqual(Decision.objects.count(), 0)


class PurgeTests(PageTestCase):
    def test_a_pin_that_moves_leaves_the_front_it_was_on(self) -> None:
        pin = Pin.objects.create(article=make_article(title="被置顶的旧闻"), region=make_region())
        for _number in range(25):
            make_article()
        path = make_region().get_absolute_url()
        self.assertIn("被置顶的旧闻", self.ask(path).text)
        with self.captureOnCommitCallbacks(execute=True):
            pin.region, pin.section = None, make_section()
            pin.save()
        self.assertNotIn("被置顶的旧闻", self.ask(path).text)

    def test_a_new_name_of_a_person_or_a_source_is_on_the_pages_at_once(self) -> None:
        article = make_article(reporters=["林晓禾"])
        self.assertIn("林晓禾", self.ask(article.get_absolute_url()).text)
        with self.captureOnCommitCallbacks(execute=True):
            person, source = Person.objects.get(), Source.objects.get()
            person.name, source.name = "林小禾", "示例早报"
            person.save()
            source.save()
        text = self.ask(article.get_absolute_url()).text
        self.assertIn("林小禾", text)
        self.assertIn("示例早报", text)
        self.assertNotIn("林晓禾", text)
