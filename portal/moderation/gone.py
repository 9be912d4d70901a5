"""How the address of something that was taken down answers."""

from django.conf import settings
from django.http import HttpResponse

# The one reason for a removal that is another's order.
LEGAL = "legal"


def status(removal: str) -> int:
    """410, or 451 if a court or an authority ordered the removal."""
    return 451 if removal == LEGAL else 410


def with_status(response: HttpResponse, removal: str) -> HttpResponse:
    """The page with its status; a 451 names who blocks it (RFC 7725): the site, on the page that says who runs it."""
    response.status_code = status(removal)
    if removal == LEGAL:
        response.headers["Link"] = f'<{settings.SITE_URL}/about/>; rel="blocked-by"'
    return response
