"""The newest listings of a board as a feed, under the same conditions as the page; never a way to reach the poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from classifieds.boards import Board
from classifieds.lists import with_attributes
from classifieds.models import Category, Listing
from portal.lib import feeds
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.lib.feeds.paging import page_number, pages
from portal.regions.models import SiteProfile

PER_PAGE = 50


def path_of(category: Category | None, form: str) -> str:
    """Where a board's feed is."""
    if category is None:
        return reverse("listing_feed", args=[form])
    return reverse("listing_feed_of", args=[category.slug, form])


@cached_for_readers
def feed(request: HttpRequest, form: str, slug: str = "") -> HttpResponse:
    """The board's newest with reach."""
    category = get_object_or_404(Category.objects.select_related("group"), slug=slug) if slug else None
    board = Board(category, request.GET)
    if board.is_untidy:
        return redirect(path_of(category, form) + board.query())
    number = page_number(request)
    found = board.newest(PER_PAGE + 1, (number - 1) * PER_PAGE)
    if number > 1 and not found:
        raise Http404
    listings = found[:PER_PAGE]
    note("listings", *(f"listing:{listing.pk}" for listing in listings))
    true_until(min((listing.expires_at for listing in listings), default=None))
    said = [str(category or _("便民信息")), *(words for words, _address in board.chosen)]
    profile = SiteProfile.load()
    return feeds.respond(
        request,
        feeds.Feed(
            title=f"{'，'.join(said)} - {profile.name}",
            description=profile.posting_slogan,
            path=board.address(),
            entries=[_entry(listing) for listing in listings],
            author=profile.name,
            pages=pages(request.path + board.query(), number, has_more=len(found) > PER_PAGE),
            language="en" if get_language() == "en" else "zh-CN",
        ),
        form,
    )


def entries(ids: list[int]) -> dict[int, feeds.Entry]:
    """The entries of those that have reach and are still to be had."""
    found = Listing.objects.with_reach().filter(pk__in=ids, done_at=None).for_cards()
    return {listing.pk: _entry(listing) for listing in with_attributes(found)}


def _entry(listing: Listing) -> feeds.Entry:
    said = [listing.price_words, *listing.gist, str(listing.region), listing.place]
    return feeds.Entry(
        path=listing.get_plain_url(),
        title=listing.title,
        summary=" · ".join(words for words in said if words),
        published_at=listing.posted_at,
        categories=[str(listing.category.root), str(listing.category), str(listing.region)],
    )
