"""The moderators' queue: one case for each listing that waits, the riskiest first, with all that helps to decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from classifieds import deciding, neighbours
from classifieds.models import Attribute, Listing
from classifieds.neighbours import Group
from portal.moderation.models import Decision, Report, Target

A_PAGE = 20
DECISIONS_SHOWN = 3
RECENT = 6


@dataclass(frozen=True)
class Case:
    """A listing that waits: what readers say of it, what was decided before, what stands near."""

    listing: Listing
    stamp: str
    reports: list[tuple[str, int]]
    decisions: list[tuple[Decision, str]]
    groups: list[Group]

    @property
    def reported(self) -> int:
        return sum(number for _reason, number in self.reports)

    @property
    def can_be_approved(self) -> bool:
        one = self.listing
        return bool(one.held_at or one.quarantined_at or one.reviewed_at is None)

    @property
    def claim_ends_at(self) -> Any:
        contact = getattr(self.listing, "contact", None)
        return contact.claim_ends_at if contact else None

    @property
    def first_reason(self) -> str:
        """What the log will say if the moderator writes nothing else."""
        said = [reason for reason, _number in self.reports[:1]] or self.listing.reason_sentences[:1]
        return said[0] if said else str(_("不符合发布规则"))


def waiting() -> Any:
    """What waits, the riskiest first, each with all that a case shows of the listing itself."""
    rows = Listing.objects.awaiting_review().riskiest_first()
    return rows.select_related("category__group", "region", "contact", "trace").prefetch_related("photos")


def cases(listings: Iterable[Listing]) -> list[Case]:
    """The cases of these listings, in as many queries as for one."""
    rows = list(listings)
    _with_attributes(rows)
    numbers = [one.pk for one in rows]
    reports, about = _reports(numbers), defaultdict(list)
    for decision in deciding.decisions_about(numbers):
        about[decision.object_id].append(decision)
    groups = neighbours.around(rows)
    return [
        Case(
            one,
            deciding.stamp(one, next(iter(about[one.pk]), None)),
            reports[one.pk],
            deciding.told(about[one.pk][:DECISIONS_SHOWN]),
            groups[one.pk],
        )
        for one in rows
    ]


def _reports(listings: list[int]) -> dict[int, list[tuple[str, int]]]:
    """The open reports of each: what is said, and how often, the most frequent first."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = Report.objects.unsettled().filter(target=Target.LISTING, object_id__in=listings)
    for row in rows.values("object_id", "reason").annotate(number=Count("pk")).order_by("-number", "reason"):
        found[row["object_id"]].append((row["reason"], row["number"]))
    return found


def _with_attributes(listings: list[Listing]) -> None:
    """Let each listing have the attributes of its category at hand."""
    groups = {one.group_id for one in listings}
    known = list(Attribute.objects.filter(group__in=groups).prefetch_related("leaves"))
    for one in listings:
        one.known_attributes = [attribute for attribute in known if attribute.is_of(one.category)]


def recent() -> list[tuple[Decision, str]]:
    """The last decisions of editors about listings, each the last about its listing, that can be undone."""
    found: dict[int, Decision] = {}
    rows = Decision.objects.filter(target=Target.LISTING).exclude(by=None).select_related("by")
    for one in rows.order_by("-number")[: RECENT * 3]:
        found.setdefault(one.object_id, one)
    return deciding.told([one for one in found.values() if deciding.can_be_undone(one)][:RECENT])
