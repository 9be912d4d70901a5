"""Letters that came back."""

import datetime
import io
import mailbox
import tempfile
from email import message_from_string
from pathlib import Path
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from portal.newsletter import tokens
from portal.newsletter.bounces import Outcome, note
from portal.newsletter.models import MOST_BOUNCES, Delivery, Subscription
from tests.newsletter.subscribers import MONDAY, make_subscription

REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=us-ascii

This mail could not be delivered.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; reader@example.org
Action: {action}
Status: {status}

--part
Content-Type: text/rfc822-headers

From: linwen@city.example
Message-ID: <{name}@city.example>
Subject: =?utf-8?b?566A5oql?=
--part--
"""


class BounceTests(TestCase):
    def setUp(self) -> None:
        self.subscription = make_subscription()

    def sent(self, days: int = 0) -> Delivery:
        day = MONDAY.date() + datetime.timedelta(days=days)
        return Delivery.objects.create(subscription=self.subscription, issue=day, due_at=None, sent_at=MONDAY)

    def report(self, delivery: Delivery, status: str = "5.1.1", action: str = "failed") -> str:
        name = tokens.name_of(delivery)
        return REPORT.format(to="linwen@city.example", action=action, status=status, name=name)

    def note(self, text: str) -> Outcome:
        return note(message_from_string(text))

    def test_a_report_is_noted_once(self) -> None:
        delivery = self.sent()
        outcomes = [self.note(self.report(delivery)) for _time in range(2)]
        self.assertEqual(outcomes, [Outcome.NOTED, Outcome.KNOWN])
        self.assertEqual(Delivery.objects.get().bounce, "5.1.1")

    def test_it_is_known_by_the_address_it_came_back_to(self) -> None:
        to = f"bounces+{tokens.name_of(self.sent())}@city.example"
        self.assertEqual(self.note(REPORT.format(to=to, action="failed", status="5.2.1", name="hidden")), Outcome.NOTED)

    def test_three_that_came_back_for_good_end_the_letters(self) -> None:
        for day in range(MOST_BOUNCES):
            self.assertTrue(Subscription.objects.confirmed().exists())
            self.note(self.report(self.sent(day)))
        self.assertFalse(Subscription.objects.confirmed().exists())

    def test_mailboxes_that_are_full_for_now_end_nothing(self) -> None:
        for day in range(MOST_BOUNCES + 2):
            self.assertEqual(self.note(self.report(self.sent(day), status="4.2.2")), Outcome.NOTED)
        self.assertTrue(Subscription.objects.confirmed().exists())

    def test_who_confirms_again_begins_anew(self) -> None:
        for day in range(MOST_BOUNCES):
            self.note(self.report(self.sent(day)))
        self.subscription.refresh_from_db()
        self.subscription.confirm(period="daily", dress="")
        self.note(self.report(self.sent(9)))
        self.assertTrue(Subscription.objects.confirmed().exists())

    def test_a_letter_that_is_late_did_not_come_back(self) -> None:
        self.assertEqual(self.note(self.report(self.sent(), "4.4.1", "delayed")), Outcome.DELAYED)
        self.assertEqual(Delivery.objects.get().bounce, "")

    def test_nobody_can_end_the_letters_of_somebody_else(self) -> None:
        delivery = self.sent()
        forged = self.report(delivery).replace(tokens.name_of(delivery), f"{delivery.pk}-20261123-{'0' * 20}")
        self.assertEqual(self.note(forged), Outcome.FOREIGN)
        self.assertEqual(self.note(f"To: me\nReferences: <{tokens.name_of(delivery)}@x>\n\n我在休假"), Outcome.FOREIGN)
        self.assertEqual(Delivery.objects.get().bounce, "")

    def test_odd_messages_are_none_of_ours(self) -> None:
        odd = ("", "\x00\xff", "Content-Type: multipart/report; boundary=x\n\n--x", "Subject: =?x?q?=ff?=\n\n")
        self.assertEqual({self.note(text) for text in odd}, {Outcome.FOREIGN})


class CommandTests(TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        delivery = Delivery.objects.create(subscription=make_subscription(), issue=MONDAY.date(), due_at=None)
        name = tokens.name_of(delivery)
        self.text = REPORT.format(to="linwen@city.example", action="failed", status="5.1.1", name=name)

    def run_on(self, mail: str) -> str:
        out = io.StringIO()
        call_command("note_bounces", mail, stdout=out)
        return out.getvalue()

    def test_it_reads_a_maildir_an_mbox_a_file_and_standard_input(self) -> None:
        maildir = mailbox.Maildir(self.folder / "box", create=True)
        mbox = mailbox.mbox(self.folder / "mbox")
        for box in (maildir, mbox):
            box.add(self.text)
            box.add("Subject: hello\n\nhello")
            box.flush()
        (self.folder / "one.eml").write_text(self.text, encoding="utf-8")
        self.assertIn(
            "新记退信 1 封，记过的 0 封；只是晚到的 0 封，与简报无关的 1 封", self.run_on(str(self.folder / "box"))
        )
        self.assertIn("记过的 1 封；只是晚到的 0 封，与简报无关的 1 封", self.run_on(str(self.folder / "mbox")))
        self.assertIn("记过的 1 封", self.run_on(str(self.folder / "one.eml")))
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(self.text.encode()))):
            self.assertIn("记过的 1 封", self.run_on("-"))

    def test_a_mailbox_that_is_not_there_is_said(self) -> None:
        with self.assertRaisesMessage(CommandError, "没有这个邮箱或文件"):
            self.run_on(str(self.folder / "none"))
