"""Sending digests: one row is planned for each reader and day, and whoever takes a row sends its letter.

A letter is noted as sent after the mail server has taken it. A worker that is killed between the two sends it once
more when it is back, with the same Message-ID, rather than not at all.
"""

import logging
import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.newsletter import digest, letter
from portal.newsletter.bounces import STATUS, UNKNOWN
from portal.newsletter.digest import Digest, latest_issue, moment
from portal.newsletter.models import PERMANENT, Delivery, Subscription

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100
MOST_TRIES = 6
CHUNK = 500
FAILURES = (smtplib.SMTPException, OSError)


def work() -> int:
    """Plan what is due and send some of it; how many letters went out."""
    plan()
    return send_due()


def plan() -> int:
    """Write down a letter for everybody to whom one is due; how many are new. Safe to do twice, and at once."""
    now, planned = timezone.now(), 0
    for period in Subscription.Period:
        issue = latest_issue(period, now)
        readers = Subscription.objects.confirmed().filter(period=period, confirmed_at__lte=moment(issue))
        without = readers.exclude(deliveries__issue=issue).order_by("pk")
        while pks := list(without.values_list("pk", flat=True)[:CHUNK]):
            rows = [Delivery(subscription_id=pk, issue=issue) for pk in pks]
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)
            planned += len(pks)
    return planned


def send_due() -> int:
    """Send some of what is due; how many went out. What a mail server refuses for now is tried again later."""
    waiting = list(Delivery.objects.due().select_related("subscription__region").order_by("due_at")[:MOST_AT_ONCE])
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except FAILURES as error:
        logger.warning("The mail server does not answer: %s", type(error).__name__)
        return 0
    try:
        return sum(_send(delivery, news, connection) for delivery, news in _claimed(waiting))
    except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
        logger.warning("The mail server hung up: %s", type(error).__name__)
        return 0
    finally:
        connection.close()


def _claimed(waiting: list[Delivery]) -> Iterator[tuple[Delivery, Digest]]:
    """The letters that this worker takes, each with what it tells; those that have nothing to tell are closed."""
    composed: dict[tuple[object, ...], Digest] = {}
    for delivery in waiting:
        if not delivery.claim():
            continue
        subscription = delivery.subscription
        asked = (subscription.region_id, subscription.period, delivery.issue)
        if asked not in composed:
            composed[asked] = digest.compose(subscription.region, subscription.period, delivery.issue)
        if composed[asked].articles or composed[asked].listings:
            yield delivery, composed[asked]
        else:
            delivery.close()


def _send(delivery: Delivery, news: Digest, connection: BaseEmailBackend) -> bool:
    """Send one letter; False if the server did not take it, which is noted."""
    try:
        connection.send_messages([letter.write(delivery, news)])
    except (smtplib.SMTPServerDisconnected, ConnectionError):
        _put_off(delivery)
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _note_refusal(delivery, code, words)
        return False
    except FAILURES as error:
        logger.warning("A digest could not be sent (try %d): %s", delivery.tries + 1, type(error).__name__)
        _put_off(delivery)
        return False
    delivery.close(sent_at=timezone.now())
    return True


def _note_refusal(delivery: Delivery, code: int, words: bytes) -> None:
    """The server knows that it cannot reach this reader, for good or for now."""
    if str(code).startswith(PERMANENT):
        said = STATUS.match(words.decode("ascii", "replace"))
        delivery.note_bounce(said[0] if said and said[0].startswith(PERMANENT) else UNKNOWN)
    else:
        _put_off(delivery)


def _put_off(delivery: Delivery) -> None:
    """Try again later, each time twice as late, and give up within the day."""
    tries = delivery.tries + 1  # as claimed
    if tries >= MOST_TRIES:
        delivery.close(bounce="4.4.7")
        return
    later = timezone.now() + timedelta(minutes=5 * 2**tries)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=later)


def forget() -> int:
    """Delete what is over its time; how many rows."""
    return Subscription.forget() + Delivery.forget()
