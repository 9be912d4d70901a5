"""The lists of the newsroom at the desk, and what is done there: pictures, fronts, tags, comments."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Comment, Person, Picture, Pin
from portal.moderation.models import Decision
from tests.desk import LIST, DeskTestCase
from tests.factories import make_article, make_editor, make_picture, make_region, make_section, make_staff
from tests.samples import photo

Workflow, State = Article.Workflow, Article.State


class ListTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down()

    def test_actions_sign_and_return(self) -> None:
        waiting = [make_article(workflow=Workflow.IN_REVIEW) for _number in range(2)]
        published = make_article()
        self.assertContains(self.act("approve", *waiting, published), "已签发2篇。")
        later = make_article(publish_at=timezone.now() + datetime.timedelta(days=1))
        response = self.act("return_to_draft", later, published)
        self.assertContains(response, "已退回1篇。")
        self.assertContains(response, "已经发布的不能退回，只能撤下。")

    def test_every_state_and_region_can_be_asked_for(self) -> None:
        make_article(title="一篇草稿", workflow=Workflow.DRAFT, region=make_region("jinhu"))
        make_article(title="一篇已发")
        for state in State:
            response = self.client.get(LIST, {"state": state})
            self.assertEqual(response.status_code, 200)
            self.assertEqual("一篇草稿" in response.text, state == State.DRAFT)
        self.assertNotContains(self.client.get(LIST, {"region": "lianshui"}), "一篇草稿")
        self.assertContains(self.client.get(LIST, {"region": "jinhu"}), "一篇草稿")

    def test_nonsense_in_the_address_is_no_error(self) -> None:
        make_article()
        for query in ({"state": "x"}, {"region": "nowhere"}, {"q": "%' OR 1=1 --"}, {"p": "x"}, {"p": "10" * 9}):
            self.assertLess(self.client.get(LIST, query, follow=True).status_code, 500, query)

    def test_every_list_costs_the_same_with_many_rows(self) -> None:
        self.client.force_login(make_editor())
        article = make_article()
        people = (Person.objects.create(name=f"记者{number}") for number in range(100))
        makers: dict[str, Any] = {
            "article": lambda: make_article(reporters=["林晓禾"], tags=["早市"], section=make_section()),
            "comment": lambda: article.comments.create(nickname="网友", text="好"),
            "picture": lambda: make_picture(photo(), alt="图"),
            "pin": lambda: Pin.objects.create(article=make_article()),
            "person": lambda: next(people),
        }
        for name, make in makers.items():
            with self.subTest(name):
                self.assertFlatCost(f"/admin/articles/{name}/", make)


class PictureTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down()

    def upload(self, data: bytes, path: str = "add/", **changes: Any) -> Any:
        sent = {"alt": "早市", "credit": "示例摄", "focus_x": "0.5", "focus_y": "0.2", **changes}
        if data:
            sent["upload"] = SimpleUploadedFile("x.jpg", data, "image/jpeg")
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"/admin/articles/picture/{path}", sent)

    def test_an_upload_is_read_stored_and_shown(self) -> None:
        self.assertEqual(self.upload(photo(700, 500)).status_code, 302)
        picture = Picture.objects.get()
        self.assertEqual((picture.width, picture.height, picture.widths), (700, 500, [320, 640]))
        self.assertContains(self.client.get("/admin/articles/picture/"), picture.url(320))
        self.assertContains(self.client.get(f"/admin/articles/picture/{picture.pk}/change/"), picture.src)

    def test_a_refusal_stands_beside_the_field(self) -> None:
        self.assertContains(self.upload(b"<svg/>"), "这个文件不是能用的图片")
        self.assertContains(self.upload(b""), "这个字段是必填项")
        self.assertContains(self.upload(photo(), alt=""), "这个字段是必填项")
        self.assertEqual(Picture.objects.count(), 0)

    def test_words_change_without_another_upload(self) -> None:
        picture = make_picture(photo(700, 500))
        name = picture.file.name
        self.assertEqual(self.upload(b"", f"{picture.pk}/change/", alt="夜市").status_code, 302)
        picture.refresh_from_db()
        self.assertEqual((picture.alt, picture.file.name), ("夜市", name))


class OtherListsTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(make_editor())

    def test_deleting_a_pin_in_the_list_clears_the_front(self) -> None:
        pin = Pin.objects.create(article=make_article(title="被置顶的旧闻"), region=make_region())
        for _number in range(25):
            make_article()
        path = make_region().get_absolute_url()
        self.assertIn("被置顶的旧闻", self.ask(path).text)
        self.act("delete_selected", pin, post="yes")
        self.assertNotIn("被置顶的旧闻", self.ask(path).text)

    def test_a_renamed_tag_is_on_the_pages_at_once(self) -> None:
        article = make_article(tags=["早市"])
        self.assertIn("早市", self.ask(article.get_absolute_url()).text)
        tag = Tag.objects.get()
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"/admin/taggit/tag/{tag.pk}/change/", {"name": "晨市", "slug": tag.slug})
        self.assertIn("晨市", self.ask(article.get_absolute_url()).text)

    def test_every_list_and_form_of_the_newsroom_opens(self) -> None:
        article = make_article()
        Pin.objects.create(article=article)
        for name in ("article", "breaking", "comment", "person", "picture", "pin", "section", "source"):
            self.assertEqual(self.client.get(f"/admin/articles/{name}/").status_code, 200, name)
            self.assertEqual(self.client.get(f"/admin/articles/{name}/?q=x").status_code, 200, name)
            if name != "comment":
                self.assertEqual(self.client.get(f"/admin/articles/{name}/add/").status_code, 200, name)

    def test_pins_that_ran_out_are_told_from_those_that_are_up(self) -> None:
        for title, days in (("还在置顶的", 1), ("已经过期的", -1)):
            until = timezone.now() + datetime.timedelta(days=days)
            Pin.objects.create(article=make_article(title=title), until=until)
        for current, shown in (("yes", "还在置顶的"), ("no", "已经过期的")):
            page = self.client.get("/admin/articles/pin/", {"current": current})
            for title in ("还在置顶的", "已经过期的"):
                self.assertEqual(title in page.text, title == shown, current)


class CommentTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down("审核")
        self.article = make_article()
        self.comment = self.article.comments.create(nickname="网友", text="请看 example.org", held_at=timezone.now())

    def test_letting_one_through_shows_it(self) -> None:
        self.assertNotIn(self.comment, Comment.objects.public())
        self.assertContains(self.act("approve", self.comment), "已处理1条评论。")
        self.assertIn(self.comment, Comment.objects.public())
        self.assertEqual(Decision.objects.get().by, self.staff)

    def test_removing_asks_for_a_reason_and_writes_it_down(self) -> None:
        self.assertContains(self.act("remove", self.comment), "没有删除")
        self.comment.refresh_from_db()
        self.assertIsNone(self.comment.removed_at)
        self.act("remove", self.comment, reason="广告")
        self.comment.refresh_from_db()
        self.assertIsNotNone(self.comment.removed_at)
        self.assertEqual(Decision.objects.get().reason, "广告")

    def test_a_readers_words_cannot_be_rewritten(self) -> None:
        path = f"/admin/articles/comment/{self.comment.pk}/change/"
        self.assertNotContains(self.client.get(path), "<textarea")
        self.client.post(path, {"text": "改过的话"})
        self.comment.refresh_from_db()
        self.assertEqual(self.comment.text, "请看 example.org")

    def test_each_state_lists_its_comments(self) -> None:
        self.article.comments.create(nickname="网友", text="显示着的")
        for state, shown in (("held", "请看 example.org"), ("standing", "显示着的"), ("removed", None)):
            page = self.client.get("/admin/articles/comment/", {"state": state})
            for text in ("请看 example.org", "显示着的"):
                self.assertEqual(text in page.text, text == shown, state)

    def test_a_reporter_does_not_moderate(self) -> None:
        self.sit_down("记者")
        self.assertEqual(self.client.get("/admin/articles/comment/").status_code, 403)


class GroupTests(TestCase):
    def test_every_group_opens_the_desk(self) -> None:
        for group in ("记者", "编辑", "审核", "管理员"):
            self.client.force_login(make_staff(group))
            self.assertContains(self.client.get("/admin/"), "今天的工作")
