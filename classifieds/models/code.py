"""Codes that were sent to a number."""

from __future__ import annotations

import datetime
import hmac
import secrets
from enum import Enum

from django.db import models
from django.db.models import F
from django.utils import timezone

from classifieds.models.contact import keyed

LASTS = datetime.timedelta(minutes=5)
TRIES = 5
DIGITS = 6


class Outcome(Enum):
    """What a typed code was."""

    RIGHT = "the code that was sent, for the first time"
    WRONG = "another one, and there are tries left"
    GONE = "nothing to compare with: never sent, too old, used, or tried too often"


class NumberCode(models.Model):
    """One code, good for one number, one purpose and the one form that asked for it. Nothing here can be read back."""

    session = models.CharField(max_length=32, unique=True)
    number_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.session

    @classmethod
    def issue(cls, number: str, purpose: str) -> tuple[str, str]:
        """A new code for a number, told only now, and the session that the form has to carry."""
        session = secrets.token_hex(16)
        code = "".join(secrets.choice("0123456789") for _place in range(DIGITS))
        hashes = {"number_hash": keyed("code.number", number), "code_hash": _hash(session, code)}
        cls.objects.create(session=session, purpose=purpose, **hashes)
        return session, code

    @classmethod
    def is_waiting(cls, session: str, number: str, purpose: str) -> bool:
        """Whether a code of this session may still be typed."""
        return cls._waiting(session, number, purpose).exists()

    @classmethod
    def check_typed(cls, session: str, number: str, purpose: str, typed: str) -> Outcome:
        """Compare, which uses up a try, and the code if it is right."""
        # The guards are in the WHERE clause, so of many tries at once no more than five are compared.
        if not cls._waiting(session, number, purpose).update(tries=F("tries") + 1):
            return Outcome.GONE
        row = cls.objects.get(session=session)
        if not hmac.compare_digest(row.code_hash, _hash(session, typed)):
            return Outcome.WRONG if row.tries < TRIES else Outcome.GONE
        used = cls.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now())
        return Outcome.RIGHT if used else Outcome.GONE

    @classmethod
    def _waiting(cls, session: str, number: str, purpose: str) -> models.QuerySet[NumberCode]:
        known = cls.objects.filter(session=session, number_hash=keyed("code.number", number), purpose=purpose)
        return known.filter(used_at=None, tries__lt=TRIES, sent_at__gt=timezone.now() - LASTS)

    @classmethod
    def forget(cls) -> int:
        """Delete what is of no more use; how many that were."""
        return cls.objects.filter(sent_at__lte=timezone.now() - LASTS).delete()[0]


def _hash(session: str, code: str) -> str:
    return keyed("code", f"{session} {code}")
