"""The links and names that letters carry. All are signed, none has the reader's address in it, and none is stored."""

import datetime
import hmac

from django.core import signing
from django.urls import get_script_prefix, reverse
from django.utils.crypto import salted_hmac

from portal.newsletter.models import CONFIRM_WITHIN, Delivery, Subscription

CONFIRM = "linwen.newsletter.confirm"
READER = "linwen.newsletter.reader"


def to_confirm(subscription: Subscription, *, period: str, dress: str) -> str:
    """What confirms a subscription with these choices, for a week."""
    return signing.dumps([subscription.pk, subscription.nonce, period, dress], salt=CONFIRM)


def asked(token: str) -> tuple[Subscription, str, str] | None:
    """The subscription and the choices that a link confirms; None if it is too old, or its reader left since."""
    try:
        pk, nonce, period, dress = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    found = Subscription.objects.filter(pk=pk, nonce=nonce).first()
    return (found, period, dress) if found else None


def of_reader(subscription: Subscription) -> str:
    """What opens a subscription, for as long as it exists: people leave by letters that are years old."""
    return signing.dumps([subscription.pk, subscription.nonce], salt=READER)


def is_ours(token: str) -> bool:
    """Whether we signed it, whatever became of the subscription."""
    try:
        signing.loads(token, salt=READER)
    except signing.BadSignature:
        return False
    return True


def reader(token: str) -> Subscription | None:
    """The subscription that a token opens; None if it is not ours, or its reader left."""
    if not is_ours(token):
        return None
    pk, nonce = signing.loads(token, salt=READER)
    return Subscription.objects.filter(pk=pk, nonce=nonce).first()


def path(name: str, token: str, dress: str) -> str:
    """The path of a page of a subscription in the dress of its reader, whatever page is being made."""
    plain = reverse(f"newsletter:{name}", args=[token]).removeprefix(get_script_prefix())
    return f"/{dress}/{plain}" if dress else f"/{plain}"


def name_of(delivery: Delivery) -> str:
    """What names a letter when it comes back: `pk-issue-mac`, good in a Message-ID and in an address."""
    known = f"{delivery.pk}-{delivery.issue:%Y%m%d}"
    return f"{known}-{mac_of(known)}"


def named(name: str) -> Delivery | None:
    """The letter of that name; None if we did not write it, or have forgotten it."""
    known, _dash, mac = name.rpartition("-")
    if not hmac.compare_digest(mac.encode(), mac_of(known).encode()):
        return None
    pk, _dash, day = known.partition("-")
    issue = datetime.date.fromisoformat(day)
    return Delivery.objects.filter(pk=int(pk), issue=issue).select_related("subscription").first()


def mac_of(text: str) -> str:
    """What only this site could write below a text."""
    return salted_hmac("linwen.newsletter", text, algorithm="sha256").hexdigest()[:20]
