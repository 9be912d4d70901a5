"""Articles at the desk: from draft to reader, previewed on the way, and who may do what."""

import datetime

from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Person, Pin
from portal.lib import html
from portal.moderation.models import Decision
from tests.desk import LIST, DeskTestCase
from tests.factories import make_article, make_region, make_section, make_staff

Workflow, State = Article.Workflow, Article.State


class WritingTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down()

    def test_a_draft_is_kept_from_readers(self) -> None:
        self.assertRedirects(self.add(), LIST)
        article = Article.objects.get()
        self.assertEqual(article.state, State.DRAFT)
        self.assertEqual([tag.name for tag in article.tags.all()], ["步道"])
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 404)

    def test_signing_it_in_the_form_is_written_down(self) -> None:
        self.add(workflow=Workflow.APPROVED)
        article = Article.objects.get()
        self.assertEqual(article.state, State.PUBLIC)
        decision = Decision.objects.get()
        self.assertEqual((decision.verb, decision.by), ("approve", self.staff))
        self.assertIn("步道今晚亮灯", self.ask("/").text)

    def test_a_tag_without_a_letter_or_figure_is_refused_since_it_would_have_no_address(self) -> None:
        self.assertContains(self.add(tags="步道,！！！"), "标签里要有文字或数字")
        self.assertEqual(Article.objects.count(), 0)

    def test_the_time_is_that_of_the_zone_beside_the_field(self) -> None:
        self.add()
        self.assertEqual(Article.objects.get().publish_at.isoformat(), "2026-03-18T11:03:00+00:00")
        page = self.client.get(f"{LIST}add/")
        self.assertContains(page, '<span class="zone">北京时间</span>', html=True)
        self.assertContains(page, 'aria-label="日期"')
        self.assertContains(page, 'aria-label="时间"')

    def test_another_zone_is_named_as_such(self) -> None:
        with self.settings(TIME_ZONE="Asia/Urumqi"):
            self.assertContains(self.client.get(f"{LIST}add/"), "Asia/Urumqi时间")

    def test_one_signed_for_later_waits_and_the_list_says_until_when(self) -> None:
        tomorrow = timezone.localtime() + datetime.timedelta(days=1)
        self.add(workflow=Workflow.APPROVED, publish_at_0=f"{tomorrow:%Y-%m-%d}", publish_at_1="06:00")
        article = Article.objects.get()
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 404)
        page = self.client.get(LIST)
        self.assertContains(page, '<span class="state state--scheduled">待发布</span>', html=True)
        self.assertContains(page, f"{tomorrow:%Y年}{tomorrow.month}月{tomorrow.day}日 06:00</time>")
        self.assertContains(page, '<span class="zone">北京时间</span>', html=True)

    def test_the_body_is_cleaned_again_whatever_the_editor_sent(self) -> None:
        self.add(body='<p onclick="x()">好<script>alert(1)</script></p><h1>大</h1>')
        self.assertEqual(Article.objects.get().body, "<p>好</p>大")

    def test_a_body_with_too_much_markup_is_an_error_beside_the_field(self) -> None:
        response = self.add(body="<b>" * (html.MOST_TAGS + 1))
        self.assertContains(response, "正文太长，或者带了太多格式")
        self.assertEqual(Article.objects.count(), 0)

    def test_opening_and_saving_changes_nothing(self) -> None:
        article = make_article(body="<table><caption>题</caption><tbody><tr><td>一</td></tr></tbody></table>")
        page = self.client.get(f"{LIST}{article.pk}/change/")
        self.assertContains(page, "&lt;caption&gt;题&lt;/caption&gt;")
        self.change(article, body=article.body)
        self.assertEqual(Article.objects.get().body, article.body)

    def test_bylines_corrections_and_pins_are_edited_with_the_article(self) -> None:
        article = make_article(title="步道今晚亮灯")
        person = Person.objects.create(name="林晓禾")
        rows = {
            "bylines-TOTAL_FORMS": 1,
            "bylines-0-person": person.pk,
            "bylines-0-role": "reporter",
            "bylines-0-position": 0,
            "bylines-0-label": "",
            "corrections-TOTAL_FORMS": 1,
            "corrections-0-kind": "correction",
            "corrections-0-text": "应为19时",
            "corrections-0-at_0": "2026-03-18",
            "corrections-0-at_1": "20:00",
            "pins-TOTAL_FORMS": 1,
            "pins-0-position": 0,
        }
        self.assertNotIn("林晓禾", self.ask(article.get_absolute_url()).text)
        self.assertEqual(self.change(article, **rows).status_code, 302)
        text = self.ask(article.get_absolute_url()).text
        self.assertIn("林晓禾", text)
        self.assertIn("应为19时", text)
        self.assertEqual(Pin.objects.get().article, article)

    def test_a_pin_on_two_fronts_at_once_is_refused_in_words(self) -> None:
        article = make_article()
        rows = {"pins-TOTAL_FORMS": 1, "pins-0-position": 0, "pins-0-section": make_section().pk}
        response = self.change(article, **rows, **{"pins-0-region": make_region().pk})
        self.assertContains(response, "栏目和地区只能选一个")

    def test_new_and_old_tags_learn_of_the_change(self) -> None:
        article = make_article(title="步道今晚亮灯", tags=["早市", "社区"])
        make_article(tags=["步道"])
        pages = {tag.name: reverse("articles:tag", args=[tag.slug]) for tag in Tag.objects.all()}
        self.assertIn("步道今晚亮灯", self.ask(pages["早市"]).text)
        self.assertNotIn("步道今晚亮灯", self.ask(pages["步道"]).text)
        self.change(article, tags="步道")
        self.assertNotIn("步道今晚亮灯", self.ask(pages["早市"]).text)
        self.assertIn("步道今晚亮灯", self.ask(pages["步道"]).text)

    def test_a_published_article_is_neither_returned_nor_deleted(self) -> None:
        article = make_article()
        page = self.client.get(f"{LIST}{article.pk}/change/")
        self.assertNotContains(page, '<option value="draft"')
        self.assertNotContains(page, 'class="deletelink"')
        self.assertEqual(self.client.post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code, 403)
        self.assertEqual(self.change(article, workflow=Workflow.DRAFT).status_code, 200)
        self.assertEqual(Article.objects.get().state, State.PUBLIC)

    def test_a_scheduled_article_goes_back_to_its_writer(self) -> None:
        article = make_article(publish_at=timezone.now() + datetime.timedelta(days=1))
        self.change(article, workflow=Workflow.DRAFT)
        self.assertEqual(Article.objects.get().state, State.DRAFT)
        self.assertEqual(Decision.objects.get().verb, "return")


class PermissionTests(DeskTestCase):
    def test_a_reporter_writes_and_sends_to_review_but_does_not_sign(self) -> None:
        self.sit_down("记者")
        self.assertRedirects(self.add(workflow=Workflow.IN_REVIEW), LIST)
        article = Article.objects.get()
        self.assertEqual(article.state, State.IN_REVIEW)
        self.assertEqual(self.change(article, workflow=Workflow.APPROVED).status_code, 200)
        self.act("approve", article)
        self.assertEqual(Article.objects.get().state, State.IN_REVIEW)

    def test_a_reporter_reads_what_is_signed_and_leaves_it_alone(self) -> None:
        self.sit_down("记者")
        article = make_article(title="原来的标题")
        self.assertContains(self.client.get(f"{LIST}{article.pk}/change/"), "原来的标题")
        self.assertEqual(self.change(article).status_code, 403)
        self.assertEqual(Article.objects.get().title, "原来的标题")

    def test_a_reporter_neither_pins_nor_corrects(self) -> None:
        self.sit_down("记者")
        page = self.client.get(f"{LIST}add/")
        self.assertContains(page, "bylines-TOTAL_FORMS")
        self.assertNotContains(page, "pins-TOTAL_FORMS")
        self.assertNotContains(page, "corrections-TOTAL_FORMS")

    def test_a_moderator_reads_articles_only(self) -> None:
        self.sit_down("审核")
        article = make_article(workflow=Workflow.DRAFT)
        self.assertEqual(self.client.get(f"{LIST}{article.pk}/change/").status_code, 200)
        self.assertEqual(self.change(article).status_code, 403)
        self.assertEqual(self.add().status_code, 403)

    def test_readers_are_sent_to_the_login(self) -> None:
        article = make_article(workflow=Workflow.DRAFT)
        for path in ("", "add/", f"{article.pk}/change/", f"{article.pk}/preview/"):
            self.assertEqual(self.client.get(f"{LIST}{path}").status_code, 302)


class PreviewTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.article = make_article(title="还没有签发的", workflow=Workflow.DRAFT, tags=["早市"], reporters=["林晓禾"])
        self.path = f"{LIST}{self.article.pk}/preview/"

    def test_it_is_the_page_that_readers_will_get_and_says_that_it_is_none(self) -> None:
        self.sit_down("记者")
        response = self.client.get(self.path)
        for text in ("还没有签发的", "林晓禾", "预览：草稿", "只有编辑台看得到这一页"):
            self.assertContains(response, text)
        self.assertTemplateUsed(response, "articles/detail.html")

    def test_nobody_keeps_it(self) -> None:
        self.sit_down("记者")
        response = self.client.get(self.path)
        self.assertIn("no-store", response["Cache-Control"])
        self.assertNotIn("linwen.recording", response.wsgi_request.META)
        self.assertContains(response, '<meta name="robots" content="noindex">')
        self.assertNotContains(response, "view-count.js")

    def test_staff_without_the_permission_do_not_see_it(self) -> None:
        user = make_staff("记者")
        user.groups.clear()
        self.client.force_login(user)
        self.assertEqual(self.client.get(self.path).status_code, 403)

    def test_the_form_leads_there_and_to_the_site_only_when_readers_see_it(self) -> None:
        self.sit_down()
        page = self.client.get(f"{LIST}{self.article.pk}/change/")
        self.assertContains(page, self.path)
        self.assertNotContains(page, "viewsitelink")
        self.article.approve(by=self.staff)
        self.assertContains(self.client.get(f"{LIST}{self.article.pk}/change/"), "viewsitelink")
