"""Taking something off the site, in part or in whole, and bringing it back: the only way that moderation does it.

Each verb is one transaction: the guard stands in the WHERE clause, so of two editors at once one wins and the other
gets False; the decision is logged, the search index follows, and the pages are forgotten when it is committed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.moderation import certificates, denial, redaction
from portal.moderation.models import Decision, Redaction
from portal.moderation.removable import Removable, kind_of, target_of
from portal.moderation.settling import settle_after_commit
from portal.search import index

By = AbstractBaseUser | None


def withdraw(item: Removable, *, by: By, reason: str, removal: str = "request") -> bool:
    """Take the thing off every page at once; its own address answers 410 and says why. False if it was gone already."""
    if own := kind_of(item).verbs.get("withdraw"):
        with transaction.atomic():
            done = own(item, by=by, reason=reason)
            if done:
                certificates.open_for(item)
        return done
    facts = {"withdrawn_at": timezone.now(), "removal": removal, "removal_reason": reason}

    def and_then() -> None:
        denial.deny(item, by, removal, reason)
        certificates.open_for(item)

    return _change(item, "withdraw", Q(withdrawn_at=None), facts, by, reason, and_then)


def hold(item: Removable, *, by: By, reason: str) -> bool:
    """Take the thing off every page until somebody has looked; nobody stands for the site's own rules."""
    if own := kind_of(item).verbs.get("hold"):
        return own(item, by=by, reason=reason)
    facts = {"held_at": timezone.now(), "held_reason": reason}
    return _change(item, "hold", Q(withdrawn_at=None, held_at=None), facts, by, reason)


def restore(item: Removable, *, by: By, reason: str) -> bool:
    """Bring a withdrawn or held thing back to where it was. False if it was neither."""
    kind = kind_of(item)
    item.refresh_from_db()
    if (own := kind.verbs.get("restore")) and not getattr(item, "withdrawn_at", None):
        certificates.close(item)
        return own(item, by=by, reason=reason)
    facts = {"withdrawn_at": None, "removal": "", "removal_reason": "", **kind.back}
    gone = ~Q(withdrawn_at=None) | ~Q(held_at=None)

    def and_then() -> None:
        denial.lift(item)
        certificates.close(item)

    return _change(item, "restore", gone, facts, by, reason, and_then)


def deindex(item: Removable, *, by: By, reason: str) -> bool:
    """Leave the thing at its own address, marked noindex, and take it out of search, lists, feeds and sitemaps."""
    return _change(item, "deindex", Q(deindexed_at=None), {"deindexed_at": timezone.now()}, by, reason)


def reindex(item: Removable, *, by: By, reason: str) -> bool:
    """Let the thing be found again. False if it was not de-indexed."""
    return _change(item, "reindex", ~Q(deindexed_at=None), {"deindexed_at": None}, by, reason)


def label(item: Removable, *, by: By, note: str) -> bool:
    """Put a note at the head of the page, or take it off with an empty one. False if it says so already."""
    return _change(item, "label", ~Q(label=note), {"label": note}, by, note)


def redact(item: Removable, *, by: By, passages: list[str], reason: str) -> bool:
    """Take names or passages out of everything the thing says. False if none of them stands there."""
    return redaction.carry_out(item, passages, by=by, reason=reason)


def unredact(item: Removable, *, by: By, reason: str) -> int:
    """Put back what was taken out; how many redactions that undoes."""
    standing = Redaction.objects.standing().of(target_of(item), item.pk)
    return sum(redaction.undo(one, item, by=by, reason=reason) for one in standing)


def _change(
    item: Removable,
    verb: str,
    guard: Q,
    facts: dict[str, Any],
    by: By,
    reason: str,
    and_then: Callable[[], object] = lambda: None,
) -> bool:
    """Change the row if the guard lets it, with all that follows from it."""
    with transaction.atomic():
        if not type(item)._default_manager.filter(guard, pk=item.pk).update(**facts):
            return False
        and_then()
        index.refresh(item)
        # The log is the last lock to be taken.
        Decision.record(item, verb=verb, by=by, reason=reason)
        item.purge_pages()
        settle_after_commit(item)
    item.refresh_from_db()
    return True
