"""What was withdrawn does not come back: by its address, by another name of it, or as the same text edited.

Whatever brings a text in (a feed, an import, an editor, a resident) asks `verdict()` first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib import fingerprint
from portal.lib.addresses import canonical
from portal.lib.fingerprint import Sketch
from portal.moderation import archive
from portal.moderation.models import Denial, DeniedAddress, DeniedPiece
from portal.moderation.removable import Removable, Said, kind_of, target_of

# From which likeness on a text waits for an editor, if at least so many pieces speak for it; and from which on it is
# the same text (bench/denial.py measures both).
LIKE, ENOUGH = 0.45, 12
SAME = 0.8
# More candidates than this share a piece only where the piece says nothing.
MOST_COMPARED = 50


class Outcome(StrEnum):
    FREE = "free"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Verdict:
    """Whether something may come in. What is refused is certainly what was withdrawn; what is held an editor judges."""

    outcome: Outcome
    denial: Denial | None = None
    likeness: float = 0.0

    def __bool__(self) -> bool:
        """Whether anything speaks against it."""
        return self.outcome is not Outcome.FREE

    @property
    def reason(self) -> str:
        """Why, in a sentence for whoever brought it."""
        if self.denial is None:
            return ""
        said = {"title": self.denial.title, "id": self.denial.object_id, "share": round(self.likeness * 100)}
        if self.outcome is Outcome.REFUSE:
            return _("这是已经撤下的《%(title)s》（%(id)s 号），不能重新发布。") % said
        return _("和已经撤下的《%(title)s》（%(id)s 号）有%(share)s%%相同，先由编辑看过。") % said


FREE = Verdict(Outcome.FREE)


def verdict(
    *, url: str = "", title: str = "", text: str = "", aliases: Iterable[str] = (), like: float = LIKE
) -> Verdict:
    """Whether what stands at this address, under this title, with these words was withdrawn.

    A denied address is refused, and so is nearly the same text under the same title; a text that is `like` it to
    that share waits for an editor.
    """
    standing = Denial.objects.standing()
    if not standing.exists():
        return FREE
    addresses = list(filter(None, map(canonical, (url, *aliases))))
    if addresses and (known := standing.filter(addresses__address__in=addresses).first()):
        return Verdict(Outcome.REFUSE, known, 1.0)
    key = fingerprint.title_key(title)
    same_title = standing.filter(title_key=key).first() if key else None
    found = _most_alike(fingerprint.pieces(f"{title}\n{text}"), like)
    if found is None:
        return Verdict(Outcome.HOLD, same_title, 1.0) if same_title else FREE
    denial, likeness = found
    is_same = likeness >= SAME and key != "" and denial.title_key == key
    return Verdict(Outcome.REFUSE if is_same else Outcome.HOLD, denial, likeness)


def _most_alike(pieces: frozenset[int], like: float) -> tuple[Denial, float] | None:
    """The denied text that the one with these pieces is most like, if it is like enough."""
    shared = DeniedPiece.objects.filter(value__in=pieces, denial__lifted_at=None).values("denial")
    counted = shared.annotate(times=Count("pk")).filter(times__gte=ENOUGH).order_by("-times")[:MOST_COMPARED]
    ids = [row["denial"] for row in counted]
    best: tuple[Denial, float] | None = None
    for denial in Denial.objects.filter(pk__in=ids).prefetch_related("pieces"):
        likeness, both = fingerprint.likeness(sketch_of(denial), pieces)
        if likeness >= like and both >= ENOUGH and (best is None or likeness > best[1]):
            best = denial, likeness
    return best


def sketch_of(denial: Denial) -> Sketch:
    return Sketch(tuple(sorted(piece.value for piece in denial.pieces.all())), denial.is_whole)


def deny(item: Removable, by: AbstractBaseUser | None, removal: str, reason: str) -> Denial:
    """Keep a thing from coming back; call it in the transaction that withdraws it."""
    target = target_of(item)
    if known := Denial.objects.standing().of(target, item.pk).first():
        return known
    said = kind_of(item).said(item)
    sketch = fingerprint.sketch(f"{said.title}\n{said.text}")
    denial = Denial(target=target, object_id=item.pk, title=said.title[:200], removal=removal, reason=reason[:300])
    denial.by_id = by.pk if by else None
    denial.title_key, denial.is_whole = fingerprint.title_key(said.title), sketch.is_whole
    store(denial, addresses_of(said, settings.SITE_URL + kind_of(item).path(item)), sketch.values)
    transaction.on_commit(archive.write_missing)
    return denial


def addresses_of(said: Said, *more: str) -> list[str]:
    """The addresses that it is known by, each once and as they are compared."""
    return list(dict.fromkeys(filter(None, map(canonical, [*said.addresses, *more]))))


def store(denial: Denial, addresses: Iterable[str], values: Iterable[int]) -> None:
    """Store a denial with all that it is known by."""
    with transaction.atomic():
        denial.save(force_insert=True)
        DeniedAddress.objects.bulk_create(DeniedAddress(denial=denial, address=one[:600]) for one in addresses)
        DeniedPiece.objects.bulk_create(DeniedPiece(denial=denial, value=value) for value in values)


def lift(item: Removable) -> int:
    """Let a thing come back that was restored; call it in the same transaction. How many denials that ends."""
    standing = Denial.objects.standing().of(target_of(item), item.pk)
    lifted = standing.update(lifted_at=timezone.now(), is_archived=False)
    if lifted:
        transaction.on_commit(archive.write_missing)
    return lifted
