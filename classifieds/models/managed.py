"""The secret that manages a listing: told once, stored as a keyed hash."""

import secrets
from typing import Self

from django.db import models
from django.db.models import Q

from classifieds.models.contact import keyed

CODE_DIGITS = 12


class Managed(models.Model):
    """The part of a listing that its poster proves to be its poster by."""

    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True

    def issue_secret(self) -> tuple[str, str]:
        """A new secret and a new 12-digit code for managing this listing, told only now; call save() after it."""
        secret = secrets.token_urlsafe(16)
        code = "".join(secrets.choice("0123456789") for _i in range(CODE_DIGITS))
        self.secret_hash, self.code_hash = keyed("listing.secret", secret), keyed("listing.code", code)
        return secret, code

    def replace_secret(self) -> tuple[str, str]:
        """The same for a stored listing; the old secret and code open nothing any more."""
        told = self.issue_secret()
        type(self)._default_manager.filter(pk=self.pk).update(secret_hash=self.secret_hash, code_hash=self.code_hash)
        return told

    @classmethod
    def managed_by(cls, secret: str) -> Self | None:
        """The listing that this secret, or 12-digit code, manages; None if it manages none."""
        digits = secret.replace(" ", "").replace("-", "")
        if digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS:
            match = Q(code_hash=keyed("listing.code", digits))
        else:
            match = Q(secret_hash=keyed("listing.secret", secret))
        return cls._default_manager.filter(match, deleted_at=None).first()
