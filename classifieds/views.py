"""Pages that show listings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from classifieds import harvesting, lists, reaching
from classifieds.boards import Board
from classifieds.feeds import path_of
from classifieds.models import Category, Listing
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.lib.feeds import FORMS
from portal.lib.paging import paginate
from portal.lib.qr import qr_code
from portal.moderation import gone

SIMILAR = 4


def _board(request: HttpRequest, category: Category | None) -> HttpResponse:
    board = Board(category, request.GET)
    if board.is_untidy:
        return redirect(board.address())
    page = paginate(request, board.found.all_of("pk"))
    listings = board.listings(list(page))
    note("listings", *(f"listing:{listing.pk}" for listing in listings))
    # A count is right until one of those that it counts ends.
    true_until(min(board.found.all_of("expires_at"), default=None))
    context = {
        "is_board": True,
        "plain_board": request.path_info + board.query(page=str(page.number) if page.number > 1 else ""),
        "post_url": _post_url(category) + board.region_query,
        "feed_title": category or _("便民信息"),
        "feed_urls": {form: path_of(category, form) + board.query(sort="", view="") for form in FORMS},
        "board": board,
        "category": category,
        "region": board.region,
        "page": page,
        "listings": listings,
        "groups": Category.objects.open().groups(),
        "leaves": category.root.leaves.filter(is_open=True) if category else [],
        "bait": harvesting.bait(),
        "before_page": f"{query}&" if (query := board.query().removeprefix("?")) else "",
    }
    return render(request, "classifieds/board.html", context)


def _post_url(category: Category | None) -> str:
    """Step 2 for a leaf that is open, else step 1."""
    is_leaf = category is not None and category.group is not None and category.is_open and category.group.is_open
    return reverse("classifieds:fill", args=[category.slug]) if category and is_leaf else reverse("classifieds:post")


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
    listing = Listing.objects.answering().for_cards().with_views().select_related("contact").filter(pk=pk).first()
    if listing is None:
        return _removed(request, pk)
    true_until(listing.expires_at)
    if claim_ends_at := listing.contact.claim_ends_at:
        true_until(claim_ends_at)
    context = {
        "listing": listing,
        "has_contact": not listing.contact.is_hidden and not listing.done_at,
        "takes_letters": bool(listing.contact.email) and listing.contact.takes_letters,
        "reveal_token": reaching.token_for(listing),
        "similar": lists.similar(listing, SIMILAR),
        "qr": qr_code(listing.get_plain_url()),
    }
    return render(request, "classifieds/detail.html", context)


def _removed(request: HttpRequest, pk: int) -> HttpResponse:
    listing = Listing.objects.removed().select_related("category").filter(pk=pk).first()
    # Numbers only rise: one below the newest was a listing, and is purged.
    if listing is None and not Listing.objects.filter(pk__gt=pk).exists():
        raise Http404
    removal = listing.removal if listing else ""
    page = render(request, "classifieds/removed.html", {"listing": listing, "status": gone.status(removal)})
    return gone.with_status(page, removal)
