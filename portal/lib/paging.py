"""Long lists in pages."""

from typing import TYPE_CHECKING, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils import timezone

from portal.lib import caching

if TYPE_CHECKING:
    from django.core.paginator import _SupportsPagination

PER_PAGE = 20
Row = TypeVar("Row")


def paginate(request: HttpRequest, rows: "_SupportsPagination[Row]") -> "Page[Row]":
    """The page that `?page=` asks for; the nearest there is when it asks for nonsense."""
    asked_for = request.GET.get("page", "1")
    page = Paginator(rows, PER_PAGE).get_page(asked_for)
    if asked_for != str(page.number):
        # Nonsense is answered but not kept, or anyone could fill the disk with ?page=1000001, 1000002, …
        caching.true_until(timezone.now())
    return page
