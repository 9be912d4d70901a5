"""Keeping something so that a stolen backup tells nothing: encrypted, with keys that are not in the database."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableError(Exception):
    """None of our keys opens it: it was changed, or the key it was closed with is gone."""


def _box() -> MultiFernet:
    digests = (hashlib.sha256(f"linwen.evidence {key}".encode()).digest() for key in settings.EVIDENCE_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(data: bytes) -> bytes:
    return _box().encrypt(data)


def decrypt(closed: bytes) -> bytes:
    try:
        return _box().decrypt(closed)
    except InvalidToken as error:
        raise UnreadableError from error
