"""Telling visitors apart without keeping who they are."""

import hashlib

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.lib.http import client_address, network


def visitor(request: HttpRequest, scope: str) -> str:
    """32 characters for the household that asks, different in every scope and no way back to an address.

    Name the day in the scope, or the one thing it is about, so that nobody can be followed further than that.
    """
    key = salted_hmac("linwen.visitor", scope, algorithm="sha256").digest()
    return hashlib.blake2b(network(client_address(request)).encode(), key=key, digest_size=16).hexdigest()
