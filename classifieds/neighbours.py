"""What stands near a listing: of the same contact, device or network, or in nearly the same words.

For many listings at once, in as many queries as for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from classifieds.models import Band, Contact, Listing, Trace
from classifieds.screening.likeness import likeness, pairs

MOST_SHOWN = 5
MOST_READ = 500
LEAST_LIKENESS = 0.5


@dataclass(frozen=True)
class Group:
    """Neighbours of one sort: what they share, how many there are, and the first few, each with a word on how near."""

    name: str
    number: int
    listings: list[tuple[Listing, str]]


def around(listings: list[Listing]) -> dict[int, list[Group]]:
    """The neighbours of each, by its number; load `contact` and `trace` with them."""
    contacts = _contacts_near(listings)
    traces = _traces_near(listings)
    alike = _texts_near(listings)
    return {one.pk: list(_groups(one, contacts, traces, alike)) for one in listings}


def _groups(listing: Listing, contacts: list[Contact], traces: list[Trace], alike: list[Trace]) -> Iterable[Group]:
    mine = _hashes(listing)
    by_contact = [one.listing for one in contacts if one.listing_id != listing.pk and one.hashes() & mine]
    yield from _group(_("同一联系方式"), [(one, "") for one in by_contact])
    trace: Trace | None = getattr(listing, "trace", None)
    if trace is None:
        return
    others = [one for one in traces if one.listing_id != listing.pk]
    for name, what in ((_("同一设备"), "device"), (_("同一网段"), "neighbourhood")):
        same = [one.listing for one in others if getattr(trace, what) and getattr(one, what) == getattr(trace, what)]
        yield from _group(name, [(one, "") for one in same])
    words = pairs(trace.folded)
    shares = [(likeness(words, pairs(one.folded)), one) for one in alike if one.listing_id != listing.pk]
    near = sorted((pair for pair in shares if pair[0] >= LEAST_LIKENESS), key=lambda pair: -pair[0])
    yield from _group(_("文字相近"), [(one.listing, f"{share:.0%}") for share, one in near])


def _group(name: str, listings: list[tuple[Listing, str]]) -> list[Group]:
    return [Group(name, len(listings), listings[:MOST_SHOWN])] if listings else []


def _hashes(listing: Listing) -> set[str]:
    contact: Contact | None = getattr(listing, "contact", None)
    return contact.hashes() if contact else set()


def _contacts_near(listings: list[Listing]) -> list[Contact]:
    known = set[str]().union(*map(_hashes, listings))
    return list(Contact.objects.of(known).select_related("listing").order_by("-listing")[:MOST_READ])


def _traces(listings: list[Listing]) -> list[Trace]:
    return [one.trace for one in listings if hasattr(one, "trace")]


def _traces_near(listings: list[Listing]) -> list[Trace]:
    """Those of the same devices and networks, the newest first."""
    wanted: dict[str, Any] = {}
    for name in ("device", "neighbourhood"):
        wanted[name] = {getattr(one, name) for one in _traces(listings)} - {""}
    same = Q(device__in=wanted["device"]) | Q(neighbourhood__in=wanted["neighbourhood"])
    return list(Trace.objects.filter(same).select_related("listing").order_by("-seen_at")[:MOST_READ])


def _texts_near(listings: list[Listing]) -> list[Trace]:
    """Those that share a band with one of these, the newest first."""
    values = Band.objects.filter(trace__in=_traces(listings)).values("value")
    found = Band.objects.filter(value__in=values).values("trace")
    return list(Trace.objects.filter(pk__in=found).select_related("listing").order_by("-seen_at")[:MOST_READ])
