"""“我的发布”: which listings were posted from this device, in one signed cookie.

It is set when something is posted and read on the pages of posting and managing, in every dress; pages for readers are
the same bytes with and without it.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

NAME = "mine"
PATH = "/"
MOST = 20
SALT = "linwen.device"


def secrets_here(request: HttpRequest) -> list[str]:
    """The management secrets that this device keeps, the newest first; none if the cookie was tampered with."""
    try:
        return list(signing.loads(request.COOKIES.get(NAME, ""), salt=SALT))
    except signing.BadSignature:
        return []


def keep(response: HttpResponse, secrets: list[str]) -> None:
    """Let the device keep these."""
    value = signing.dumps(secrets[:MOST], salt=SALT, compress=True)
    response.set_cookie(
        NAME, value, max_age=365 * 24 * 3600, path=PATH, secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def remember(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    """Let the device keep one more."""
    keep(response, [secret, *(one for one in secrets_here(request) if one != secret)])
