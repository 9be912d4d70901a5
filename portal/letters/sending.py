"""Sending what waits to be sent."""

import datetime
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from portal.letters.models import Letter

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50
MOST_TRIES = 8


def send_waiting() -> int:
    """Send what waits, the oldest first; how many went out. What fails is tried again, later each time."""
    sent = 0
    for letter in Letter.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:MOST_AT_ONCE]:
        try:
            EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to]).send()
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("A letter could not be sent (try %d): %s", letter.tries + 1, type(error).__name__)
            _put_off(letter)
        else:
            letter.delete()
            sent += 1
    return sent


def _put_off(letter: Letter) -> None:
    letter.tries += 1
    if letter.tries >= MOST_TRIES:
        letter.delete()
        return
    letter.due_at = timezone.now() + datetime.timedelta(minutes=2**letter.tries)
    letter.save()
