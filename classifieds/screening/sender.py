"""Who sends a listing, as far as it must be known to see the same hand again: keyed hashes, kept for two weeks."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from portal.lib.visitors import neighbourhood, visitor

COOKIE = "device"
PATH = "/classifieds/post/"
SALT = "linwen.posting-device"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Sender:
    """The household, its neighbourhood (a /24, a /48) and the device that a request came from; '' if not known."""

    household: str = ""
    neighbourhood: str = ""
    device: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Sender":
        scope = "classifieds sender"
        return cls(visitor(request, scope), neighbourhood(request, scope), device_of(request))


def device_of(request: HttpRequest) -> str:
    """The number of the device that posted before; '' if it has none or the cookie is not ours."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except signing.BadSignature:
        return ""


def know_again(request: HttpRequest, response: HttpResponse) -> str:
    """Give the device a number if it has none; the number."""
    if known := device_of(request):
        return known
    device = secrets.token_hex(8)
    response.set_cookie(
        COOKIE,
        signing.dumps(device, salt=SALT),
        max_age=YEAR,
        path=PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return device
