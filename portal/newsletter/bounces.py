"""Reading letters that came back (RFC 3464): which letter it was, and whether it is for good."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from email.message import Message
from enum import Enum

from portal.newsletter import tokens
from portal.newsletter.models import Delivery

NAME = re.compile(r"\d{1,18}-\d{8}-[0-9a-f]{20}")
# RFC 3463; and what stands for a failure that says no more.
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
UNKNOWN = "5.0.0"
# Where the name of our letter stands: in the address that a letter with a sender of its own comes back to, and in
# what the report quotes of the letter.
HEADERS = ("To", "Delivered-To", "X-Original-To", "Message-ID", "In-Reply-To", "References")


class Outcome(Enum):
    """What a message was."""

    NOTED = "a report, now noted"
    KNOWN = "a report that was noted before"
    DELAYED = "a report that a letter is late, or arrived"
    FOREIGN = "nothing that names a letter of ours"


def note_all(messages: Iterable[Message]) -> Counter[Outcome]:
    """Note what each message says; how many there were of each kind."""
    return Counter(note(message) for message in messages)


def note(message: Message) -> Outcome:
    """Note on the letter that it came back. Only a report that carries the signed name of one is believed."""
    delivery = _delivery(message)
    if delivery is None or message.get_content_type() != "multipart/report":
        return Outcome.FOREIGN
    status = _status(message)
    if not status:
        return Outcome.DELAYED
    return Outcome.NOTED if delivery.note_bounce(status) else Outcome.KNOWN


def _delivery(message: Message) -> Delivery | None:
    for text in _headers(message):
        for name in NAME.findall(text):
            if found := tokens.named(name):
                return found
    return None


def _headers(message: Message) -> Iterator[str]:
    """What stands in the headers of the message and of what it quotes, as a whole letter or as its headers alone."""
    for part in message.walk():
        yield from (str(value) for name in HEADERS for value in part.get_all(name, []))
        if part.get_content_type() == "text/rfc822-headers":
            yield str(part.get_payload())


def _status(report: Message) -> str:
    """The first status of a recipient whom the letter did not reach; '' if there is none."""
    for part in report.walk():
        if str(part.get("Action", "")).strip().lower() == "failed":
            found = STATUS.match(str(part.get("Status", "")).strip())
            return found[0] if found and found[0][0] != "2" else UNKNOWN
    return ""
