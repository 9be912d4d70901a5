"""One letter for each reader and day, whatever mail servers and workers do."""

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any
from unittest import mock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings

from portal.moderation.takedown import withdraw
from portal.newsletter import delivering, digest
from portal.newsletter.models import CLAIMED, Delivery, Subscription
from tests.factories import make_article
from tests.newsletter.subscribers import AT_SEVEN, MONDAY, at, make_subscription
from tests.running_site import free_port


def some_news() -> None:
    moment = MONDAY - datetime.timedelta(hours=2)
    make_article(title="里运河步道开放", publish_at=moment, created_at=moment)


class MailServer:
    """A mail server on loopback that keeps what it takes, and refuses as it is told."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.senders: list[str] = []
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - a name of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content))  # type: ignore[arg-type]
        self.senders.append(envelope.mail_from or "")
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A real one, which the site is told to use."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": controller.port, "EMAIL_USE_SSL": False, "EMAIL_TIMEOUT": 20}
    try:
        with override_settings(EMAIL_BACKEND=backend, **settings):
            yield server
    finally:
        controller.stop()


class DeliveringTests(TestCase):
    def setUp(self) -> None:
        some_news()

    def test_a_letter_of_a_day_is_sent_once_however_often_the_worker_looks(self) -> None:
        make_subscription()
        with at(AT_SEVEN):
            self.assertEqual([delivering.work() for _time in range(3)], [1, 0, 0])
        with at(AT_SEVEN + datetime.timedelta(hours=9)):
            self.assertEqual(delivering.work(), 0)
        self.assertEqual(len(mail.outbox), 1)

    def test_who_has_not_confirmed_or_left_or_came_later_gets_none(self) -> None:
        make_subscription("unconfirmed@example.org", confirmed_at=None)
        make_subscription("suspended@example.org", suspended_at=MONDAY)
        make_subscription("later@example.org", confirmed_at=AT_SEVEN)
        with at(AT_SEVEN):
            make_subscription("left@example.org")
            delivering.plan()
            Subscription.objects.filter(email="left@example.org").delete()
            self.assertEqual(delivering.work(), 0)

    def test_who_was_suspended_after_a_letter_was_planned_gets_none(self) -> None:
        make_subscription()
        with at(AT_SEVEN):
            delivering.plan()
            Subscription.objects.update(suspended_at=AT_SEVEN)
            self.assertEqual(delivering.send_due(), 0)
        self.assertEqual(mail.outbox, [])

    def test_without_news_there_is_no_letter(self) -> None:
        make_subscription()
        with at(AT_SEVEN + datetime.timedelta(days=5)):
            self.assertEqual(delivering.work(), 0)
        self.assertFalse(Delivery.objects.filter(due_at__isnull=False).exists())

    def test_what_is_withdrawn_after_a_letter_was_planned_is_not_in_it(self) -> None:
        make_subscription()
        moment = MONDAY - datetime.timedelta(hours=1)
        gone = make_article(title="要删的一篇", publish_at=moment, created_at=moment)
        with at(AT_SEVEN):
            delivering.plan()
            withdraw(gone, by=None, reason="测试")
            delivering.send_due()
        self.assertIn("里运河步道开放", str(mail.outbox[0].body))
        self.assertNotIn("要删的一篇", str(mail.outbox[0].body))

    def test_a_worker_killed_before_it_sent_or_before_it_noted_that_loses_nothing(self) -> None:
        """It sends again with the same Message-ID, by which a mailbox knows a letter that came twice."""
        make_subscription()
        with at(AT_SEVEN):
            delivering.plan()
            with mock.patch.object(Delivery, "close", side_effect=SystemExit), self.assertRaises(SystemExit):
                delivering.send_due()
            self.assertEqual(delivering.work(), 0, "it may still be at work")
        with at(AT_SEVEN + CLAIMED):
            self.assertEqual([delivering.work() for _time in range(2)], [1, 0])
        names = {message.extra_headers["Message-ID"] for message in mail.outbox}
        self.assertEqual((len(mail.outbox), len(names)), (2, 1))

    def test_a_thousand_readers_cost_one_look_at_the_news_a_round(self) -> None:
        for number in range(20):
            make_subscription(f"reader{number}@example.org")
        with at(AT_SEVEN), mock.patch.object(digest, "compose", wraps=digest.compose) as composed:
            self.assertEqual(delivering.work(), 20)
        self.assertEqual(composed.call_count, 1)


class MailServerTests(TestCase):
    def setUp(self) -> None:
        some_news()

    def test_a_letter_arrives_whole_with_text_and_html(self) -> None:
        make_subscription()
        with mail_server() as server, at(AT_SEVEN):
            delivering.work()
        (message,) = server.taken
        self.assertIn("里运河步道开放", str(make_header(decode_header(message["Subject"]))))
        parts: list[Any] = list(message.get_payload())
        self.assertEqual([part.get_content_type() for part in parts], ["text/plain", "text/html"])
        for part in parts:
            self.assertIn("里运河步道开放", part.get_payload(decode=True).decode("utf-8"))
        self.assertEqual(message["To"], "reader@example.org")

    @override_settings(NEWSLETTER_BOUNCES="bounces@city.example")
    def test_it_comes_back_to_an_address_of_its_own(self) -> None:
        make_subscription()
        with mail_server() as server, at(AT_SEVEN):
            delivering.work()
        self.assertRegex(server.senders[0], r"^bounces\+\d+-20261123-[0-9a-f]{20}@city\.example$")
        self.assertNotIn("bounces", server.taken[0]["From"])

    def test_a_reader_whom_the_server_does_not_know_is_noted_and_the_others_get_theirs(self) -> None:
        for name in ("a", "nobody", "z"):
            make_subscription(f"{name}@example.org")
        with mail_server() as server, at(AT_SEVEN):
            server.refusals["nobody@example.org"] = "550 5.1.1 no such user"
            self.assertEqual([delivering.work() for _time in range(2)], [2, 0])
        self.assertEqual(Delivery.objects.get(subscription__email="nobody@example.org").bounce, "5.1.1")
        self.assertEqual({message["To"] for message in server.taken}, {"a@example.org", "z@example.org"})

    def test_what_is_refused_for_now_is_sent_later_and_once(self) -> None:
        make_subscription()
        with mail_server() as server:
            server.refusals["reader@example.org"] = "451 4.7.1 come back later"
            with at(AT_SEVEN):
                self.assertEqual(delivering.work(), 0)
            server.refusals.clear()
            with at(AT_SEVEN + datetime.timedelta(minutes=1)):
                self.assertEqual(delivering.work(), 0, "not at once")
            with at(AT_SEVEN + datetime.timedelta(minutes=30)):
                self.assertEqual([delivering.work() for _time in range(2)], [1, 0])
        self.assertEqual(len(server.taken), 1)

    def test_a_server_that_refuses_all_day_is_given_up(self) -> None:
        make_subscription()
        with mail_server() as server:
            server.refusals["reader@example.org"] = "451 4.7.1 come back later"
            for hour in range(24):
                with at(AT_SEVEN + datetime.timedelta(hours=hour / 1.1)):
                    delivering.work()
        self.assertEqual(Delivery.objects.get().bounce, "4.4.7")
        self.assertTrue(Subscription.objects.confirmed().exists())

    def test_while_no_server_answers_letters_wait(self) -> None:
        make_subscription()
        backend = "django.core.mail.backends.smtp.EmailBackend"
        gone = override_settings(
            EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=free_port(), EMAIL_USE_SSL=False
        )
        with at(AT_SEVEN):
            with gone:
                self.assertEqual(delivering.work(), 0)
            self.assertEqual(Delivery.objects.get().tries, 0)
            self.assertEqual(delivering.work(), 1)


class TwoWorkersTests(TransactionTestCase):
    def test_two_workers_at_once_send_each_letter_once(self) -> None:
        some_news()
        for number in range(12):
            make_subscription(f"reader{number}@example.org")
        start = threading.Barrier(2)

        def work() -> None:
            start.wait(20)
            delivering.work()
            connection.close()

        with at(AT_SEVEN), mail_server() as server:
            workers = [threading.Thread(target=work) for _worker in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(60)
        self.assertEqual(len(server.taken), 12)
        self.assertEqual(len({message["To"] for message in server.taken}), 12)
