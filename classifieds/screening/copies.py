"""Is this the same listing again? Its own poster's are told apart from strangers', whose likeness proves little.

Short listings of one kind are much alike without anybody copying, so strangers count only where nearly everything is
the same, or where a likeness is shared with a link, a photo or several new contacts of one day.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from classifieds.models import Band, Contact, Listing, Trace
from classifieds.screening.folding import bare
from classifieds.screening.likeness import bands, likeness, pairs
from classifieds.screening.links import links_in
from classifieds.screening.sender import Sender

REMEMBERED = datetime.timedelta(days=14)
OWN_LIKENESS = 0.50
# The same network alone is no proof of the same hand where a provider puts a town behind one address.
NEIGHBOUR_LIKENESS = 0.70
STRANGER_LIKENESS = 0.95
SHARED_LIKENESS = 0.70
NEW_CONTACTS = 3
# Fewer pairs than this are a form filled in, not a text.
LEAST_PAIRS = 30
MOST_COMPARED = 200
MOST_IN_BAND = 500


@dataclass(frozen=True)
class Copies:
    """What was found: an older listing of the same poster, or a stranger's that this one copies."""

    own: Listing | None = None
    copied: bool = False


def text_of(listing: Listing) -> str:
    """What is compared of a listing."""
    values = " ".join(str(value) for value in listing.values.values() if isinstance(value, str))
    return f"{listing.title} {listing.body} {listing.place} {values}"


def find(listing: Listing, contact: Contact, sender: Sender, showing: Iterable[Listing] = ()) -> Copies:
    """What the listing is a copy of, among those of the last two weeks; `showing` are those that show its photos."""
    mine = pairs(bare(text_of(listing)))
    recent = Trace.objects.filter(seen_at__gt=timezone.now() - REMEMBERED, listing__withdrawn_at=None)
    recent = recent.exclude(listing=listing.pk)
    return Copies(_own(recent, mine, contact, sender), _is_copied(recent, mine, listing, contact, showing))


def _own(recent: QuerySet[Trace], mine: frozenset[str], contact: Contact, sender: Sender) -> Listing | None:
    same_contact = list(Contact.objects.of(contact.hashes()).values_list("listing", flat=True)[:MOST_COMPARED])
    found = _alike(recent.filter(listing__in=same_contact), mine, OWN_LIKENESS)
    if sender.device and not found:
        found = _alike(recent.filter(device=sender.device), mine, OWN_LIKENESS)
    if sender.neighbourhood and len(mine) >= LEAST_PAIRS and not found:
        found = _alike(recent.filter(neighbourhood=sender.neighbourhood), mine, NEIGHBOUR_LIKENESS)
    return Listing.objects.get(trace=max(found, key=lambda pk: found[pk])) if found else None


def _alike(traces: QuerySet[Trace], mine: frozenset[str], least: float) -> dict[int, float]:
    """How much those of the newest traces are alike that are so at least by so much."""
    rows = traces.order_by("-seen_at").values_list("pk", "folded")[:MOST_COMPARED]
    shares = {pk: likeness(mine, pairs(folded)) for pk, folded in rows}
    return {pk: share for pk, share in shares.items() if share >= least}


def _is_copied(
    recent: QuerySet[Trace], mine: frozenset[str], listing: Listing, contact: Contact, showing: Iterable[Listing]
) -> bool:
    if len(mine) < LEAST_PAIRS:
        return False
    found = _alike(recent.filter(pk__in=_near(mine)), mine, SHARED_LIKENESS)
    if any(share >= STRANGER_LIKENESS for share in found.values()):
        return True
    twins = list(Trace.objects.filter(pk__in=found).select_related("listing__contact"))
    share_a_photo = not {row.listing_id for row in twins}.isdisjoint(one.pk for one in showing)
    return share_a_photo or _share_a_link(listing, twins) or _many_new(contact, twins)


def _near(mine: frozenset[str]) -> list[int]:
    """The traces that share most bands, out of the newest in each."""
    shared: Counter[int] = Counter()
    for value in bands(mine):
        same = Band.objects.filter(value=value).order_by("-trace")
        shared.update(same.values_list("trace_id", flat=True)[:MOST_IN_BAND])
    return [trace for trace, _times in shared.most_common(MOST_COMPARED)]


def _share_a_link(listing: Listing, twins: Iterable[Trace]) -> bool:
    links = set(links_in(f"{listing.title}\n{listing.body}"))
    return bool(links) and any(links & set(links_in(f"{row.listing.title}\n{row.listing.body}")) for row in twins)


def _many_new(contact: Contact, twins: list[Trace]) -> bool:
    """Whether as much the same came from several contacts within a day, this one among them."""
    today = timezone.now() - datetime.timedelta(days=1)
    others = {
        frozenset(row.listing.contact.hashes())
        for row in twins
        if row.seen_at > today and hasattr(row.listing, "contact")
    }
    return len(others - {frozenset(contact.hashes())}) >= NEW_CONTACTS - 1


def remember(listing: Listing, sender: Sender) -> None:
    """Keep what is needed to know this listing again; call it in the transaction that stores it."""
    folded = bare(text_of(listing))
    facts = {"folded": folded}
    if sender != Sender():
        facts |= {name: getattr(sender, name) for name in ("household", "neighbourhood", "device")}
    trace, is_new = Trace.objects.update_or_create(listing=listing, defaults=facts)
    if not is_new:
        trace.bands.all().delete()
    if len(mine := pairs(folded)) >= LEAST_PAIRS:
        Band.objects.bulk_create([Band(trace=trace, value=value) for value in bands(mine)])


def forget() -> int:
    """Delete what is older than anything is compared with; how many traces that were."""
    return Trace.objects.filter(seen_at__lte=timezone.now() - REMEMBERED).delete()[0]
