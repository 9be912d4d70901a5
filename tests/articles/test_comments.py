"""Writing comments, as readers do it with and without JavaScript."""

import unicodedata
from typing import Any

from django.conf import settings
from django.test import Client, TestCase, override_settings

from articles.models import Comment
from portal.moderation.models import ListedWord
from tests.factories import make_article, make_comment
from tests.proofs import answer_in, fields, post_comment

PART = "?part=form"


@override_settings(PROOF_BITS=1)
class CommentTestCase(TestCase):
    def setUp(self) -> None:
        self.article = make_article(title="里运河步道开放")
        self.url = f"/articles/{self.article.pk}/comments/"

    def post(self, text: str = "路灯再亮一点就好了。", **typed: Any) -> Any:
        return post_comment(self.client, self.article, text, **typed)


class PostingTests(CommentTestCase):
    def test_a_comment_is_on_the_page_at_once(self) -> None:
        response = self.post("路灯再亮一点就好了。")
        comment = Comment.objects.get()
        self.assertFalse(comment.is_held)
        page = self.client.get(response["Location"])
        self.assertContains(page, "已发表")
        self.assertContains(page, f'id="comment-{comment.pk}"')
        self.assertContains(self.client.get(self.article.get_absolute_url()), "路灯再亮一点就好了。")

    def test_no_address_is_kept(self) -> None:
        self.client = Client(REMOTE_ADDR="203.0.113.7")
        self.post()
        self.assertNotIn("203.0.113", str(Comment.objects.values().get()))
        self.assertEqual(len(Comment.objects.get().visitor), 32)

    def test_without_proof_or_answer_nothing_is_taken_and_nothing_is_lost(self) -> None:
        response = self.client.post(self.url, {"nickname": "涟水网友", "text": "写了很久的一段话"})
        self.assertContains(response, "写了很久的一段话", status_code=422)
        self.assertContains(response, "自动校验没有通过", status_code=422)
        self.assertFalse(Comment.objects.exists())

    def test_an_answer_instead_of_a_proof_lets_an_editor_look_first(self) -> None:
        html = self.client.get(self.url).content.decode()
        sent = fields(html, nickname="老人机网友", text="没有脚本也能说话", answer=answer_in(html))
        response = self.client.post(self.url, {**sent, "proof": ""})
        self.assertEqual(Comment.objects.get().held_for, Comment.HeldFor.NO_PROOF)
        page = self.client.get(response["Location"])
        self.assertContains(page, "等待审核")
        self.assertContains(page, "没有脚本也能说话")

    def test_a_held_comment_is_shown_to_nobody_else(self) -> None:
        mine = self.post("看 http://example.org/")["Location"]
        for url in (self.url, self.article.get_absolute_url(), f"{self.url}?mine=1", f"{self.url}?mine=MQ:x:y"):
            self.assertNotContains(self.client.get(url), "example.org")
        self.assertContains(self.client.get(mine), "example.org")

    def test_links_and_listed_words_wait_for_an_editor(self) -> None:
        ListedWord.objects.create(word="刷单")
        for text, reason in (
            ("来 www.example.com 看", Comment.HeldFor.LINK),
            ("在家刷—單，日结", Comment.HeldFor.WORD),
        ):
            with self.subTest(text):
                self.post(text)
                self.assertEqual(Comment.objects.get(text=text).held_for, reason)
        self.post("好", nickname="刷 单 找我")
        self.assertEqual(Comment.objects.get(text="好").held_for, Comment.HeldFor.WORD)

    def test_a_proof_is_good_once(self) -> None:
        sent = fields(self.client.get(self.url).content.decode(), nickname="涟水网友")
        self.assertEqual(self.client.post(self.url, {**sent, "text": "第一条"}).status_code, 302)
        self.assertContains(self.client.post(self.url, {**sent, "text": "第二条"}), "第二条", status_code=422)
        self.assertEqual(Comment.objects.get().text, "第一条")

    def test_a_proof_for_one_article_is_none_for_another(self) -> None:
        sent = fields(self.client.get(self.url).content.decode(), nickname="涟水网友", text="好")
        response = self.client.post(f"/articles/{make_article().pk}/comments/", sent)
        self.assertEqual(response.status_code, 422)

    def test_the_same_words_sent_twice_are_one_comment_and_two_good_answers(self) -> None:
        sent = fields(self.client.get(self.url).content.decode(), nickname="涟水网友", text="好")
        answers = [self.client.post(self.url, sent) for _i in range(2)] + [self.post("好")]
        self.assertEqual([answer.status_code for answer in answers], [302, 302, 302])
        self.assertEqual(Comment.objects.count(), 1)

    def test_the_same_words_of_another_household_are_another_comment(self) -> None:
        self.post("好")
        self.client = Client(REMOTE_ADDR="203.0.113.8")
        self.post("好")
        self.assertEqual(Comment.objects.count(), 2)

    def test_another_site_cannot_make_a_browser_comment(self) -> None:
        sent = fields(self.client.get(self.url).content.decode(), nickname="涟水网友", text="好")
        response = self.client.post(self.url, sent, headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(response.status_code, 403)

    def test_reading_and_writing_set_no_cookie(self) -> None:
        for response in (self.client.get(self.url), self.post()):
            self.assertFalse(response.cookies)


class FormTests(CommentTestCase):
    def test_what_is_missing_or_too_long_is_said_beside_the_field(self) -> None:
        for typed, message in (
            ({"text": ""}, "写点什么再发表"),
            ({"text": " \n\u200b\u3164\u2800 "}, "写点什么再发表"),
            ({"text": "长" * 501}, "最多写500字，现在有501字"),
            ({"nickname": ""}, "写一个称呼"),
            ({"nickname": "名" * 21}, "最多写20字，现在有21字"),
        ):
            with self.subTest(message):
                response = self.post(**{"text": "好", **typed})
                self.assertContains(response, message, status_code=422)
        self.assertFalse(Comment.objects.exists())

    def test_a_line_break_counts_as_one_character(self) -> None:
        self.post("\r\n".join(["五"] * 250) + "字")
        self.assertEqual(len(Comment.objects.get().text), 500)

    def test_text_is_stored_and_shown_as_it_was_typed(self) -> None:
        for text in (
            "<script>alert(1)</script> &amp; \"'`",
            "第一行\n第二行\n\n第三段",
            "e\u0301 👨‍👩‍👧 🏳️‍🌈 ﷽ ภาษาไทย עברית",
            "{{ 7|add:7 }}{% now %}${7*7}",
            "T\u0316\u0317\u0318\u0319\u031c\u031d\u031e\u031fo",
        ):
            with self.subTest(text):
                self.post(text)
                stored = Comment.objects.latest("pk").text
                self.assertEqual(stored, unicodedata.normalize("NFC", text))
        page = self.client.get(self.url)
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &quot;&#x27;`")
        self.assertContains(page, "第一行<br>第二行<br><br>第三段")
        self.assertContains(page, "{{ 7|add:7 }}{% now %}${7*7}")

    def test_control_characters_and_runs_of_empty_lines_are_dropped(self) -> None:
        self.post("甲\x00乙\x1b[0m\x85丙\ufffe\r\r\n\n\n\n丁")
        self.assertEqual(Comment.objects.get().text, "甲乙[0m\n丙\n\n丁")

    def test_a_nickname_is_one_line(self) -> None:
        self.post(nickname=" 涟水\n\u2028 网友\x07 ")
        self.assertEqual(Comment.objects.get().nickname, "涟水 网友")

    def test_nonsense_is_answered_with_a_form(self) -> None:
        for typed in (
            {"parent": "x"},
            {"parent": "9" * 400},
            {"parent": "\x00"},
            {"parent": ["1", "2"]},
            {"proof": "\x00", "answer": "\x00", "ticket": "é.é"},
        ):
            with self.subTest(typed):
                self.assertContains(self.post("还在", **typed), "还在</textarea>", status_code=422)
        for query in ("?reply=x", f"?reply={'9' * 30}", "?thread=-1", "?mine=%00", "?page=x", "?part=form&reply=0"):
            with self.subTest(query):
                self.assertEqual(self.client.get(self.url + query).status_code, 200)

    def test_the_part_is_the_form_alone_and_never_stored(self) -> None:
        response = self.client.get(self.url + PART)
        self.assertNotContains(response, "<html")
        self.assertContains(response, 'name="text"')
        self.assertIn("no-store", response["Cache-Control"])

    def test_a_script_gets_the_part_back_with_what_became_of_the_comment(self) -> None:
        html = self.client.get(self.url + PART).content.decode()
        response = self.client.post(self.url + PART, fields(html, nickname="涟水网友", text="步道真好"))
        self.assertContains(response, "已发表")
        self.assertNotContains(response, "<html")
        again = self.client.post(self.url + PART, {"nickname": "涟水网友", "text": "没有校验"})
        self.assertContains(again, "没有校验</textarea>", status_code=422)
        self.assertNotContains(again, "<html", status_code=422)


@override_settings(RATE_LIMITS={**settings.RATE_LIMITS, "comments:flood": (2, 600), "comments:create": (4, 600)})
class FloodTests(CommentTestCase):
    def test_a_flooding_household_waits_for_an_editor_and_then_for_its_turn(self) -> None:
        answers = [self.post(f"第{number}条") for number in range(5)]
        self.assertEqual([answer.status_code for answer in answers], [302, 302, 302, 302, 429])
        held = list(Comment.objects.order_by("pk").values_list("held_for", flat=True))
        self.assertEqual(held, ["", "", "flood", "flood"])
        self.assertContains(answers[-1], "第4条</textarea>", status_code=429)
        self.assertContains(answers[-1], "发得太密", status_code=429)

    def test_neighbours_are_not_held_for_it(self) -> None:
        for number in range(4):
            self.post(f"第{number}条")
        self.client = Client(REMOTE_ADDR="203.0.113.9")
        self.post("我只说一句")
        self.assertFalse(Comment.objects.get(text="我只说一句").is_held)


class ReplyTests(CommentTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.comment = make_comment(self.article, nickname="清江浦网友", text="停车还是难。")

    def test_a_reply_hangs_below_its_comment(self) -> None:
        form = self.client.get(f"{self.url}{PART}&reply={self.comment.pk}")
        self.assertContains(form, f'name="parent" value="{self.comment.pk}"')
        self.assertContains(form, "清江浦网友")
        self.post("北门还有位子", parent=self.comment.pk)
        self.assertEqual(Comment.objects.get(text="北门还有位子").parent, self.comment)
        self.assertContains(self.client.get(self.article.get_absolute_url()), "北门还有位子")

    def test_a_reply_to_a_reply_hangs_below_the_same_comment(self) -> None:
        reply = make_comment(self.article, parent=self.comment)
        self.post("谢谢", parent=reply.pk)
        self.assertEqual(Comment.objects.get(text="谢谢").parent, self.comment)

    def test_only_public_comments_of_this_article_can_be_answered(self) -> None:
        held, elsewhere = make_comment(self.article), make_comment(make_article())
        held.hold(Comment.HeldFor.WORD)
        for parent in (held, elsewhere):
            response = self.post("我写的还在", parent=parent.pk)
            self.assertContains(response, "已经不在了", status_code=422)
            self.assertContains(response, "我写的还在</textarea>", status_code=422)
            self.assertNotContains(response, 'name="parent"', status_code=422)
