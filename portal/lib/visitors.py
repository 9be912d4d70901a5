"""Telling visitors apart without keeping who they are."""

import hashlib

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.lib.http import client_address, network, wider_network


def visitor(request: HttpRequest, scope: str) -> str:
    """32 characters for the household that asks, different in every scope and no way back to an address.

    Name the day in the scope, or the one thing it is about, so that nobody can be followed further than that.
    """
    return _keyed(network(client_address(request)), scope)


def neighbourhood(request: HttpRequest, scope: str) -> str:
    """The same for all who share a /24, or a /48 of IPv6: what one machine can easily choose among."""
    return _keyed(wider_network(client_address(request)), scope)


def _keyed(network_: str, scope: str) -> str:
    key = salted_hmac("linwen.visitor", scope, algorithm="sha256").digest()
    return hashlib.blake2b(network_.encode(), key=key, digest_size=16).hexdigest()
