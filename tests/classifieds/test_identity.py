"""Levels of identity: what a group asks of who posts, and codes that confirm a number."""

import datetime
import re
from typing import Any
from unittest import mock

import time_machine
from django.utils import timezone

from classifieds.identity import levels, providers
from classifieds.identity.providers import ConsoleProvider, Provider, UnsentError
from classifieds.models import Category, Contact, KnownContact, Listing, NumberCode
from classifieds.models.code import Outcome
from classifieds.models.contact import keyed
from portal.regions.models import SiteProfile
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_staff

NUMBER = "13800138000"


class Told(Provider):
    """Keeps what would be sent, for the test to read."""

    sent: list[tuple[str, str]]

    def send(self, number: str, code: str) -> None:
        self.sent.append((number, code))


class LevelTests(PostingTestCase):
    def test_a_group_says_its_level_and_a_leaf_may_ask_for_more(self) -> None:
        with self.settings(IDENTITY_PROVIDER="some.Provider"):
            of = {one.slug: levels.level_of(one) for one in Category.objects.exclude(group=None)}
        self.assertEqual((of["rent"], of["phones"], of["repair"], of["locks"]), (2, 1, 1, 2))

    def test_in_the_mainland_every_group_confirms_numbers(self) -> None:
        SiteProfile(is_mainland=True, is_demo=True).save()
        self.assertGreaterEqual(min(levels.level_of(one) for one in Category.objects.all()), Category.Level.NUMBER)

    def test_without_a_provider_nothing_is_posted_in_the_mainland(self) -> None:
        SiteProfile(is_mainland=True).save()
        self.assertContains(self.post(), "还没有开通核验", status_code=422)
        self.assertFalse(Listing.objects.exists())

    def test_a_demo_asks_nothing_and_says_so(self) -> None:
        SiteProfile(is_demo=True).save()
        for path in ("/classifieds/post/", "/classifieds/post/rent/"):
            self.assertContains(self.client.get(path), "演示站：不核验发布人的身份")
        with self.settings(IDENTITY_PROVIDER="some.Provider"):
            self.assertContains(self.post(), "已发布")

    def test_the_provider_must_be_one(self) -> None:
        with self.settings(IDENTITY_PROVIDER="builtins.dict"), self.assertRaises(TypeError):
            providers.provider()

    def test_the_console_writes_the_code_down(self) -> None:
        with self.assertLogs("classifieds.identity.providers") as logs:
            ConsoleProvider().send(NUMBER, "123456")
        self.assertIn("138****8000 is 123456", logs.output[0])


class NumberTestCase(PostingTestCase):
    """A site that sends codes, and a group that asks for them."""

    def setUp(self) -> None:
        super().setUp()
        self.sent = Told.sent = []
        settings = self.settings(IDENTITY_PROVIDER=f"{Told.__module__}.Told")
        settings.enable()
        self.addCleanup(settings.disable)

    def post(self, *, page: Any = None, **changes: Any) -> Any:
        path = "/classifieds/post/rent/"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, self.filled(page or self.client.get(path), **changes))

    def typed(self, page: Any, code: str = "", **changes: Any) -> Any:
        """Send the form that came back, with this code."""
        found = re.search(r'name="code_session" value="(\w+)"', page.content.decode())
        assert found
        return self.post(page=page, code_session=found[1], code=code or self.sent[-1][1], **changes)


class CodeTests(NumberTestCase):
    """AdForest's classes: CVE-2024-11349, CVE-2025-8359, CVE-2026-1729."""

    def test_the_form_comes_back_for_the_code_and_that_is_still_step_two(self) -> None:
        asked = self.post()
        self.assertContains(asked, "验证码已发到138****8000", status_code=422)
        self.assertFalse(Listing.objects.exists())
        self.assertEqual([number for number, _code in self.sent], [NUMBER])
        self.assertNotIn(self.sent[0][1], asked.content.decode())
        self.assertContains(self.typed(asked), "已发布")
        self.assertIsNotNone(Contact.objects.get().confirmed_at)

    def test_full_width_figures_are_a_code_too(self) -> None:
        asked = self.post()
        wide = self.sent[0][1].translate({48 + figure: 0xFF10 + figure for figure in range(10)})
        self.assertContains(self.typed(asked, wide), "已发布")

    def test_a_code_is_good_once(self) -> None:
        self.typed(self.post())
        again = self.post(code_session=NumberCode.objects.get().session, code=self.sent[0][1], title="又一条")
        self.assertContains(again, "验证码已发到", status_code=422)
        self.assertEqual(Listing.objects.count(), 1)

    def test_a_code_is_good_for_its_number_alone(self) -> None:
        asked = self.post()
        self.typed(asked, self.sent[0][1], phone="13900139000")
        self.assertFalse(Listing.objects.exists())
        self.assertEqual(self.sent[1][0], "13900139000")

    def test_a_code_is_good_for_its_form_and_purpose_alone(self) -> None:
        session, code = NumberCode.issue(NUMBER, "listing rent")
        other, _code = NumberCode.issue(NUMBER, "listing rent")
        self.assertIs(NumberCode.check_typed(other, NUMBER, "listing rent", code), Outcome.WRONG)
        self.assertIs(NumberCode.check_typed(session, NUMBER, "listing sale", code), Outcome.GONE)
        self.assertIs(NumberCode.check_typed(session, NUMBER, "edit 1", code), Outcome.GONE)
        self.assertIs(NumberCode.check_typed(session, NUMBER, "listing rent", code), Outcome.RIGHT)

    def test_after_five_tries_even_the_right_code_is_refused(self) -> None:
        session, code = NumberCode.issue(NUMBER, "listing rent")
        wrong = "000000" if code != "000000" else "111111"
        tries = [NumberCode.check_typed(session, NUMBER, "listing rent", wrong) for _try in range(5)]
        self.assertEqual(tries, [Outcome.WRONG] * 4 + [Outcome.GONE])
        self.assertIs(NumberCode.check_typed(session, NUMBER, "listing rent", code), Outcome.GONE)

    def test_a_code_ends_after_five_minutes(self) -> None:
        asked = self.post()
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5, seconds=1), tick=True):
            self.assertContains(self.typed(asked, self.sent[0][1]), "验证码已发到", status_code=422)
            self.assertEqual(NumberCode.forget(), 1)
        self.assertFalse(Listing.objects.exists())

    def test_neither_code_nor_number_is_kept_in_plain(self) -> None:
        self.post()
        stored = str(list(NumberCode.objects.values()))
        self.assertNotIn(self.sent[0][1], stored)
        self.assertNotIn(NUMBER, stored)

    def test_a_client_cannot_choose_the_session_or_the_code(self) -> None:
        for session in ("0" * 32, "x", "\0", ""):
            self.post(code_session=session, code="123456", confirmed_at="2026-11-23", phone="13900139000")
        self.assertFalse(Listing.objects.exists())

    def test_an_empty_field_uses_up_no_try(self) -> None:
        asked = self.post()
        self.assertContains(self.typed(asked, " "), "请填上短信验证码", status_code=422)
        self.assertEqual((NumberCode.objects.get().tries, len(self.sent)), (0, 1))

    def test_a_number_gets_three_codes_a_day(self) -> None:
        for _number in range(5):
            self.post()
        self.assertEqual(len(self.sent), 3)

    def test_a_landline_or_a_messenger_alone_is_not_enough(self) -> None:
        self.assertContains(self.post(phone="0517-83901234"), "请写手机号", status_code=422)
        self.assertContains(self.post(phone="", wechat="lianshui_rent"), "请写手机号", status_code=422)

    def test_a_message_that_could_not_be_sent_is_said_so(self) -> None:
        at_once = mock.patch("classifieds.identity.confirming.transaction.on_commit", side_effect=lambda do: do())
        with mock.patch.object(Told, "send", side_effect=UnsentError), at_once:
            self.assertContains(self.post(), "短信没有发出去", status_code=422)

    def test_asking_for_a_code_takes_nothing_from_what_one_may_post(self) -> None:
        for number in range(2):
            own = {"phone": f"1380013800{number}", "title": f"水门桥第{number}套，朝南"}
            self.typed(self.post(**own), **own)
        said = [reason["code"] for listing in Listing.objects.all() for reason in listing.reasons]
        self.assertEqual((Listing.objects.count(), "budget" in said), (2, False))

    def test_an_edit_that_changes_the_number_confirms_it(self) -> None:
        edit = self.manage_path(self.typed(self.post())) + "edit/"
        self.assertEqual(self.client.post(edit, self.said(title="降价了")).status_code, 302)
        with self.captureOnCommitCallbacks(execute=True):
            asked = self.client.post(edit, self.said(phone="13900139000"))
        self.assertEqual((asked.status_code, Contact.objects.get().phone), (422, NUMBER))
        found = re.search(r'name="code_session" value="(\w+)"', asked.content.decode())
        assert found
        said = self.said(phone="13900139000", code_session=found[1], code=self.sent[-1][1])
        self.assertEqual(self.client.post(edit, said).status_code, 302)
        self.assertEqual(Contact.objects.get().phone, "13900139000")


class EditorTests(NumberTestCase):
    def setUp(self) -> None:
        super().setUp()
        Category.objects.filter(slug="rent").update(level=Category.Level.EDITOR)

    def test_nobody_is_shown_whom_no_editor_knows(self) -> None:
        self.assertContains(self.typed(self.post()), "要先由编辑核验")
        self.assertFalse(Listing.objects.public().exists())
        self.assertTrue(Listing.objects.awaiting_review().exists())

    def test_an_edit_does_not_get_around_it(self) -> None:
        edit = self.manage_path(self.typed(self.post())) + "edit/"
        self.client.post(edit, self.said(title="降价了"))
        self.assertFalse(Listing.objects.public().exists())

    def test_whom_an_editor_knows_is_shown_at_once(self) -> None:
        KnownContact.objects.create(name="清江房产", papers="营业执照", contact_hash=keyed("contact", NUMBER))
        self.typed(self.post())
        self.assertTrue(Listing.objects.public().exists())

    def test_a_known_number_that_was_not_confirmed_may_be_anybodys(self) -> None:
        KnownContact.objects.create(name="清江房产", papers="营业执照", contact_hash=keyed("contact", NUMBER))
        with self.settings(IDENTITY_PROVIDER=""):
            self.post()
        self.assertFalse(Listing.objects.public().exists())

    def test_papers_may_end(self) -> None:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        KnownContact.objects.create(name="甲", papers="许可证", contact_hash="a", until=yesterday)
        self.assertFalse(KnownContact.any_of({"a"}))

    def test_a_moderator_adds_somebody_by_number_and_it_is_kept_as_a_hash(self) -> None:
        self.client.force_login(make_staff("审核"))
        typed = {"phone": NUMBER, "name": "清江房产", "papers": "营业执照 91320800"}
        self.client.post("/admin/classifieds/knowncontact/add/", typed)
        known = KnownContact.objects.get()
        self.assertEqual((known.contact_hash, known.by is None), (keyed("contact", NUMBER), False))
        page = self.client.get(f"/admin/classifieds/knowncontact/{known.pk}/change/")
        self.assertNotContains(page, NUMBER)
