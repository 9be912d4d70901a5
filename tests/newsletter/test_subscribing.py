"""Asking for letters, confirming, changing and leaving."""

import datetime
import re
from typing import Any

from django.core import mail
from django.test import Client, TestCase
from django.utils import timezone

from portal.letters.models import Letter
from portal.letters.sending import send_waiting
from portal.newsletter import tokens
from portal.newsletter.models import CONFIRM_WITHIN, KEPT, Delivery, Subscription
from tests import proofs
from tests.factories import make_editor, make_region
from tests.newsletter.subscribers import at, make_subscription

FORM = "/newsletter/"


class NewsletterTestCase(TestCase):
    def ask(self, path: str = FORM, **typed: Any) -> Any:
        """Fill in the form and let the browser work for it."""
        html = self.client.get(path).content.decode()
        return self.client.post(path, proofs.fields(html, **{"email": "a@example.org", "period": "daily", **typed}))

    def link(self) -> str:
        """The path of the link in the latest letter."""
        send_waiting()
        found = re.search(r"http://[^/]+(/\S+)", str(mail.outbox[-1].body))
        assert found
        return found[1]


class DoubleOptInTests(NewsletterTestCase):
    def test_nobody_gets_letters_before_following_the_link_and_pressing_the_button(self) -> None:
        make_region("lianshui")
        self.assertContains(self.ask(email="A@Example.ORG", region="lianshui", period="weekly"), "几分钟内会收到一封信")
        self.assertFalse(Subscription.objects.confirmed())
        link = self.link()
        self.assertEqual(mail.outbox[-1].to, ["a@example.org"])
        self.assertContains(self.client.get(link), "涟水县")
        self.assertFalse(Subscription.objects.confirmed(), "looking at the page is no consent")
        self.assertContains(self.client.post(link), "订好了")
        subscription = Subscription.objects.confirmed().get()
        self.assertEqual((str(subscription.region), subscription.period), ("涟水县", "weekly"))

    def test_the_answer_does_not_tell_whether_an_address_is_known(self) -> None:
        make_subscription("known@example.org")
        pages = [self.ask(email=f"{name}@example.org").content.decode() for name in ("known", "unknown")]
        self.assertEqual(*(re.sub(r"[0-9a-f.:]{20,}", "", page) for page in pages))

    def test_an_address_is_written_to_three_times_a_day_and_the_answer_stays_the_same(self) -> None:
        for _time in range(4):
            self.assertContains(self.ask(), "几分钟内会收到一封信")
        self.assertEqual(Letter.objects.count(), 3)

    def test_who_confirmed_may_ask_again_with_another_choice(self) -> None:
        make_subscription("a@example.org")
        self.ask(period="weekly")
        self.assertEqual(Subscription.objects.get().period, "daily", "somebody else may have typed the address")
        self.client.post(self.link())
        self.assertEqual(Subscription.objects.get().period, "weekly")

    def test_a_link_is_good_for_a_week_and_who_never_followed_it_is_forgotten(self) -> None:
        self.ask()
        link = self.link()
        with at(timezone.now() + CONFIRM_WITHIN + datetime.timedelta(minutes=1)):
            self.assertContains(self.client.post(link), "七天内有效", status_code=404)
            self.assertEqual(Subscription.forget(), 1)
        self.assertFalse(Subscription.objects.exists())

    def test_the_letter_has_the_script_and_language_of_the_page(self) -> None:
        self.ask("/hant/newsletter/")
        link = self.link()
        self.assertIn("請確認訂閱", mail.outbox[-1].subject)
        self.assertTrue(link.startswith("/hant/newsletter/confirm/"), link)
        self.client.post(link)
        self.assertEqual(Subscription.objects.get().dress, "hant")


class FormTests(NewsletterTestCase):
    def test_what_was_typed_is_kept_and_told_what_is_wrong(self) -> None:
        answer = self.ask(email="不是邮箱", period="hourly")
        self.assertContains(answer, "邮箱写得不完整", status_code=422)
        self.assertContains(answer, 'value="不是邮箱"', status_code=422)
        self.assertContains(answer, "选一项", status_code=422)

    def test_without_work_or_an_answer_nothing_is_sent(self) -> None:
        answer = self.client.post(FORM, {"email": "a@example.org", "period": "daily"})
        self.assertContains(answer, "自动校验没有通过", status_code=422)
        self.assertFalse(Letter.objects.exists())

    def test_a_line_break_in_the_address_becomes_no_header(self) -> None:
        self.assertEqual(self.ask(email="a@example.org\nBcc: b@example.org").status_code, 422)

    def test_the_link_of_an_edition_has_it_chosen(self) -> None:
        make_region("lianshui")
        self.assertContains(self.client.get("/regions/lianshui/"), "/newsletter/?region=lianshui")
        self.assertContains(self.client.get("/newsletter/?region=lianshui"), '<option value="lianshui" selected>')
        self.assertEqual(self.client.get("/newsletter/?region=nowhere").status_code, 200)


class LeavingTests(NewsletterTestCase):
    def setUp(self) -> None:
        self.subscription = make_subscription()
        self.token = tokens.of_reader(self.subscription)

    def test_one_click_of_a_mail_program_ends_it_without_cookie_token_or_redirect(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        path, click = tokens.path("leave", self.token, ""), {"List-Unsubscribe": "One-Click"}
        for _time in ("the click", "the same click again"):
            answer = strict.post(
                path, click, headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
            )
            self.assertContains(answer, "已退订")
        self.assertFalse(Subscription.objects.exists())

    def test_looking_at_the_link_ends_nothing(self) -> None:
        for name in ("leave", "manage"):
            self.assertContains(self.client.get(tokens.path(name, self.token, "")), "退订后邮箱立即删除")
        self.assertTrue(Subscription.objects.confirmed().exists())

    def test_letters_come_less_often_for_who_wants_that(self) -> None:
        path = tokens.path("change", self.token, "")
        self.assertContains(self.client.post(path, {"period": "weekly"}, follow=True), "改好了")
        self.assertEqual(Subscription.objects.get().period, "weekly")
        self.assertContains(self.client.post(path, {"period": "never"}), "选一项", status_code=422)

    def test_the_page_names_the_address_in_part_and_is_told_nobody(self) -> None:
        answer = self.client.get(tokens.path("manage", self.token, ""))
        self.assertContains(answer, "re***@example.org")
        self.assertNotContains(answer, "reader@example.org")
        self.assertEqual(answer.headers["Referrer-Policy"], "same-origin")
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_links_of_before_are_dead_for_who_came_back(self) -> None:
        self.subscription.delete()
        make_subscription(pk=self.subscription.pk)
        self.assertEqual(self.client.get(tokens.path("manage", self.token, "")).status_code, 410)
        self.client.post(tokens.path("leave", self.token, ""))
        self.assertTrue(Subscription.objects.exists())

    def test_a_token_that_is_not_ours_opens_nothing(self) -> None:
        for name in ("leave", "manage", "change"):
            self.assertEqual(
                self.client.post(tokens.path(name, "wrong", "")).status_code, 405 if name == "manage" else 404
            )

    def test_an_address_that_letters_came_back_from_is_forgotten_in_time(self) -> None:
        Subscription.objects.update(suspended_at=timezone.now() - KEPT - datetime.timedelta(days=1))
        self.assertEqual(Subscription.forget(), 1)


class DeskTests(NewsletterTestCase):
    def test_editors_see_how_many_letters_went_out_and_came_back_but_no_address(self) -> None:
        editor = make_editor()
        self.client.force_login(editor)
        subscription = make_subscription()
        day = timezone.localdate()
        Delivery.objects.create(
            subscription=subscription, issue=day, due_at=None, sent_at=timezone.now(), bounce="5.1.1"
        )
        answer = self.client.get("/admin/newsletter/subscription/")
        self.assertContains(answer, "re***@example.org")
        self.assertNotContains(answer, "reader@example.org")
        self.assertContains(answer, '<td class="field-returned">1</td>', html=True)
        self.assertEqual(self.client.get("/admin/newsletter/subscription/add/").status_code, 403)
