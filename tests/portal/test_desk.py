"""The desk as a whole: who gets in, what it opens with, and what moderators and administrators do there."""

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import TestCase
from django.utils import timezone

from articles.models import Article
from portal.moderation.models import Decision, ListedWord, Report, Target
from portal.regions.models import Region, SiteProfile
from tests.assertions import PageTestCase
from tests.factories import make_article, make_comment, make_editor, make_feed, make_listing, make_region, make_staff
from tests.moderation.filing import make_notice


class IndexTests(TestCase):
    def setUp(self) -> None:
        article = make_article(workflow=Article.Workflow.IN_REVIEW)
        make_article(publish_at=timezone.now() + datetime.timedelta(days=1))
        make_comment(article, held_at=timezone.now())
        make_comment(article)
        for number in range(3):
            Report.objects.create(target=Target.COMMENT, object_id=1, visitor=str(number))
        Report.objects.get(visitor="0").settle()
        make_notice()
        make_listing(quarantined_at=timezone.now())
        make_feed(failures=1)

    def tasks(self, group: str) -> dict[str, int]:
        self.client.force_login(make_staff(group))
        return {str(task.label): task.number for task in self.client.get("/admin/").context["tasks"]}

    def test_it_counts_what_waits(self) -> None:
        expected = {"申请待答复": 1, "紧急处置待追认": 0, "举报待处理": 2, "撤下未查清": 0}
        expected |= {"信息待审": 1, "评论待审": 1, "文章待审": 1, "定时待发布": 1, "订阅源读不到": 1}
        self.assertEqual(self.tasks("管理员"), expected)

    def test_everyone_sees_the_work_that_is_theirs(self) -> None:
        self.assertEqual(list(self.tasks("记者")), ["文章待审", "定时待发布"])
        self.assertIn("评论待审", self.tasks("编辑"))
        self.assertNotIn("申请待答复", self.tasks("编辑"))
        self.assertIn("申请待答复", self.tasks("审核"))

    def test_every_number_leads_to_a_list_of_as_many(self) -> None:
        self.client.force_login(make_editor())
        for task in self.client.get("/admin/").context["tasks"]:
            page = self.client.get(task.address)
            is_queue = "cases" in page.context
            number = page.context["page"].paginator.count if is_queue else page.context["cl"].result_count
            self.assertEqual((page.status_code, number), (200, task.number), task.label)

    def test_it_speaks_the_language_of_its_address(self) -> None:
        self.client.force_login(make_editor())
        self.assertContains(self.client.get("/admin/"), "注销")
        self.assertContains(self.client.get("/en/admin/"), "Log out")

    def test_it_brings_its_own_style_sheet_and_no_inline_style(self) -> None:
        self.client.force_login(make_editor())
        page = self.client.get("/admin/")
        self.assertContains(page, "css/admin.css")
        self.assertNotContains(page, "style=")


class ScriptTests(TestCase):
    def test_the_desk_is_never_converted_or_saving_would_store_the_conversion(self) -> None:
        self.client.force_login(make_editor())
        article = make_article(title="里运河边的发廊")
        response = self.client.get(f"/hant/admin/articles/article/{article.pk}/change/?x=1")
        self.assertRedirects(
            response, f"/admin/articles/article/{article.pk}/change/?x=1", fetch_redirect_response=False
        )


class GroupTests(TestCase):
    def test_every_permission_that_a_group_has_is_one_that_django_knows(self) -> None:
        codes = {
            f"{label}.{code}" for label, code in Permission.objects.values_list("content_type__app_label", "codename")
        }
        self.assertIn("articles.approve_article", codes)
        self.assertEqual(Permission.objects.filter(codename="approve_article").count(), 1)
        self.assertEqual(Group.objects.filter(name__in=["记者", "编辑", "审核", "管理员"]).count(), 4)

    def test_who_may_do_what(self) -> None:
        allowed = {
            "articles.add_article": "记者 编辑 管理员",
            "articles.approve_article": "编辑 管理员",
            "articles.withdraw_article": "审核 管理员",
            "articles.change_comment": "编辑 审核 管理员",
            "moderation.change_notice": "审核 管理员",
            "regions.change_siteprofile": "管理员",
            "auth.change_user": "管理员",
        }
        staff = {name: make_staff(name) for name in ("记者", "编辑", "审核", "管理员")}
        for permission, groups in allowed.items():
            found = " ".join(name for name, user in staff.items() if user.has_perm(permission))
            self.assertEqual(found, groups, permission)


class ProfileTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(make_staff("管理员"))
        self.path = "/admin/regions/siteprofile/1/change/"

    def save(self, **fields: Any) -> Any:
        said = {"name": "涟水在线", "domain": "", "city": "涟水", "posting_slogan": "免费发布", "declaration": ""}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.path, {**said, "about": "", "contact": "", **fields})

    def test_the_list_leads_straight_to_the_form(self) -> None:
        self.assertRedirects(self.client.get("/admin/regions/siteprofile/"), self.path)
        self.assertEqual(SiteProfile.objects.count(), 0)

    def test_the_first_saving_makes_it_and_every_page_knows(self) -> None:
        make_article()
        self.assertNotIn("涟水在线", self.ask("/").text)
        self.assertEqual(self.save().status_code, 302)
        self.assertIn("涟水在线", self.ask("/").text)
        self.assertIsNotNone(SiteProfile.objects.get().edited_at)

    def test_there_is_one_and_it_stays(self) -> None:
        self.save()
        self.assertEqual(self.client.get("/admin/regions/siteprofile/add/").status_code, 403)
        self.assertEqual(self.client.post("/admin/regions/siteprofile/1/delete/", {"post": "yes"}).status_code, 403)
        self.assertEqual(self.client.get("/admin/regions/siteprofile/2/change/").status_code, 302)


class ModerationTests(TestCase):
    def setUp(self) -> None:
        self.staff = make_staff("审核")
        self.client.force_login(self.staff)
        self.article = make_article()

    def test_a_notice_leads_to_what_it_is_about(self) -> None:
        notice = make_notice(self.article)
        page = self.client.get(f"/admin/moderation/notice/{notice.pk}/change/")
        self.assertContains(page, f'href="/admin/articles/article/{self.article.pk}/change/"')

    def test_one_that_names_nothing_known_is_shown_all_the_same(self) -> None:
        make_notice(target="", object_id=None, url="https://example.org/")
        self.assertEqual(self.client.get("/admin/moderation/notice/").status_code, 200)

    def test_reports_are_settled_once(self) -> None:
        report = Report.objects.create(target=Target.COMMENT, object_id=make_comment(self.article).pk, visitor="x")
        sent = {"action": "settle", "_selected_action": [report.pk]}
        self.assertContains(self.client.post("/admin/moderation/report/", sent, follow=True), "已处理1条举报。")
        self.assertContains(self.client.post("/admin/moderation/report/", sent, follow=True), "已处理0条举报。")

    def test_decisions_are_looked_at_only(self) -> None:
        Decision.record(self.article, verb="withdraw", by=self.staff, reason="个人信息")
        self.client.force_login(make_editor())
        decision = Decision.objects.get()
        path = f"/admin/moderation/decision/{decision.pk}"
        self.assertContains(self.client.get("/admin/moderation/decision/"), "个人信息")
        self.assertEqual(self.client.get(f"{path}/change/").status_code, 200)
        self.assertEqual(self.client.post(f"{path}/change/", {"reason": "改"}).status_code, 403)
        self.assertEqual(self.client.post(f"{path}/delete/", {"post": "yes"}).status_code, 403)
        self.assertEqual(self.client.get("/admin/moderation/decision/add/").status_code, 403)

    def test_listed_words_are_kept(self) -> None:
        said = {"word": "刷单返利", "grade": "hold", "scope": "", "note": ""}
        self.client.post("/admin/moderation/listedword/add/", said)
        self.assertEqual(ListedWord.objects.get().word, "刷单返利")


class CostTests(PageTestCase):
    def test_every_list_costs_the_same_with_many_rows(self) -> None:
        self.client.force_login(make_editor())
        article = make_article()
        numbers = iter(range(1000))
        makers: dict[str, Any] = {
            "moderation/notice": lambda: make_notice(article),
            "moderation/report": lambda: Report.objects.create(target="article", object_id=next(numbers), visitor="x"),
            "moderation/decision": lambda: Decision.record(article, verb="approve", by=make_editor()),
            "moderation/listedword": lambda: ListedWord.objects.create(word=f"词{next(numbers)}"),
            "regions/region": lambda: make_region(
                f"town-{next(numbers)}", kind=Region.Kind.TOWN, parent=article.region
            ),
            "taggit/tag": lambda: article.tags.add(f"标签{next(numbers)}"),
        }
        for path, make in makers.items():
            with self.subTest(path):
                self.assertFlatCost(f"/admin/{path}/", make)


class OpeningTests(TestCase):
    def test_every_model_of_the_desk_opens_and_takes_a_search(self) -> None:
        self.client.force_login(make_editor())
        for model in admin.site._registry:
            path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            with self.subTest(path):
                self.assertIn(self.client.get(path).status_code, {200, 302})
                if getattr(admin.site.get_model_admin(model), "search_fields", None):
                    self.assertEqual(self.client.get(path, {"q": "7 百度'%"}).status_code, 200)
