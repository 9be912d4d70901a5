"""Prices that are too good: a lure costs little."""

import statistics

from classifieds.models import Listing

COMPARED = 200
LEAST_COMPARED = 12
LURE = 0.4


def is_lure(listing: Listing) -> bool:
    """Whether the price is far below that of the newest listings of the same category; 面议 and free never are."""
    if not listing.price or listing.intent != "offer":
        return False
    same = Listing.objects.with_reach().filter(category=listing.category, price_unit=listing.price_unit, price__gt=0)
    same = same.exclude(pk=listing.pk).newest_first()
    prices = [float(price) for price in same.values_list("price", flat=True)[:COMPARED] if price]
    if len(prices) < LEAST_COMPARED:
        return False
    return float(listing.price) < LURE * statistics.quantiles(prices, n=10)[0]
