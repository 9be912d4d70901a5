"""Pages that show listings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classifieds.boards import Board
from classifieds.models import Category, Contact, Listing
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.lib.paging import paginate
from portal.lib.qr import qr_code
from portal.lib.readers import accepts_readers
from portal.regions.models import Region

SIMILAR = 4


def _board(request: HttpRequest, category: Category | None) -> HttpResponse:
    board = Board(category, request.GET)
    page = paginate(request, board.listings().for_cards())
    note("listings", *(f"listing:{listing.pk}" for listing in page))
    for listing in page:
        true_until(listing.expires_at)
    context = {
        "is_board": True,
        "board": board,
        "category": category,
        "region": board.region,
        "facets": [board.regions(list(Region.objects.exclude(kind=Region.Kind.TOWN))), *board.facets()],
        "page": page,
        "groups": Category.objects.open().groups(),
        "leaves": category.root.leaves.all() if category else [],
        "query": board.address().removeprefix("?") + ("&" if board.address() != "?" else ""),
    }
    return render(request, "classifieds/board.html", context)


@cached_for_readers
def index(request: HttpRequest) -> HttpResponse:
    """Everything, the newest first."""
    return _board(request, None)


@cached_for_readers
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The listings of a group or of one leaf."""
    return _board(request, get_object_or_404(Category.objects.select_related("group"), slug=slug))


@cached_for_readers
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    note(f"listing:{pk}")
    listing = Listing.objects.public().for_cards().with_views().select_related("contact").filter(pk=pk).first()
    if listing is None:
        return _removed(request, pk)
    true_until(listing.expires_at)
    similar = Listing.objects.public().with_reach().filter(category=listing.category).exclude(pk=pk)
    shown = list(similar.newest_first().for_cards()[:SIMILAR])
    note(*(f"listing:{one.pk}" for one in shown))
    context = {
        "listing": listing,
        "has_contact": not listing.contact.hidden_at and not listing.done_at,
        "similar": shown,
        "qr": qr_code(listing.get_plain_url()),
    }
    return render(request, "classifieds/detail.html", context)


def _removed(request: HttpRequest, pk: int) -> HttpResponse:
    listing = Listing.objects.removed().select_related("category").filter(pk=pk).first()
    if listing is None:
        raise Http404
    return render(request, "classifieds/removed.html", {"listing": listing}, status=410)


@never_cache
@require_POST
@accepts_readers
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the contact to one who asks by POST: as a part for the page's script, as a page without it."""
    listing = get_object_or_404(Listing.objects.public().filter(done_at=None).select_related("category"), pk=pk)
    found = Contact.objects.filter(listing=listing, hidden_at=None).first()
    is_part = request.headers.get("Sec-Fetch-Dest") == "empty"
    template = "classifieds/_contact.html" if is_part else "classifieds/contact.html"
    return render(request, template, {"listing": listing, "contact": found, "now": timezone.now()})
