"""When a form was opened: signed into it, so that one filled in within four seconds, or two hours ago, is known."""

import time
from enum import Enum

from django.core import signing

SALT = "linwen.form-opened"
LEAST_SECONDS = 4
MOST_SECONDS = 2 * 60 * 60


class Pace(Enum):
    """How long a form was open."""

    HUMAN = "as long as people need"
    HASTY = "shorter than anybody reads"
    STALE = "too long, or nobody knows"


def opened_now(purpose: str) -> str:
    """What a form of this purpose has to carry."""
    return signing.dumps([purpose, time.time()], salt=SALT)


def pace(opened: str, purpose: str) -> Pace:
    """How long the form was open that carried this."""
    try:
        said, began = signing.loads(opened, salt=SALT)
    except signing.BadSignature:
        return Pace.STALE
    seconds = time.time() - float(began)
    if said != purpose or seconds > MOST_SECONDS:
        return Pace.STALE
    return Pace.HASTY if seconds < LEAST_SECONDS else Pace.HUMAN
