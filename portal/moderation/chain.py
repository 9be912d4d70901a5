"""The chain of the log of decisions: what of a record its seal covers, and how each seal holds the one before.

A seal is an HMAC-SHA256 over the record and the seal before it, with a key that is not in the database
(settings.LOG_KEYS): who can write to the tables cannot seal. A record's words (title and reason, which may name people)
are covered by a digest with a salt of its own, so that they can be forgotten later and the chain still holds.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any

from django.conf import settings

# What the first record holds in place of a seal before it.
FIRST = "0" * 64
# The columns that a seal covers, beside the time.
SEALED = ("number", "target", "object_id", "verb", "by_id", "facts", "words", "before")


def fresh_salt() -> str:
    return secrets.token_hex(16)


def words_of(record: Any) -> str:
    """The digest that stands in the seal for what may be forgotten."""
    return hashlib.sha256(_canonical([record.salt, record.title, record.reason])).hexdigest()


def seal_of(record: Any, key: str) -> str:
    """The seal that this record has to carry, under this key."""
    content = {name: getattr(record, name) for name in SEALED} | {"at": round(record.at.timestamp() * 1_000_000)}
    return hmac.digest(key.encode(), _canonical(content), "sha256").hex()


def link(record: Any, before: str, number: int) -> None:
    """Make a record the next one of the chain; not yet saved."""
    record.number, record.before, record.salt = number, before, fresh_salt()
    record.words = words_of(record)
    record.seal = seal_of(record, settings.LOG_KEYS[0])


def is_sealed(record: Any) -> bool:
    """Whether the record is as it was when one of our keys sealed it."""
    return any(hmac.compare_digest(record.seal, seal_of(record, key)) for key in settings.LOG_KEYS)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )
