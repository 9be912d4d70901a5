"""What a decision changed of a listing, as the log keeps it for taking it back. Nothing in it is personal."""

import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from portal.moderation.models import Decision

Facts = dict[str, Any]


def to_remember(before: Facts, after: Facts, settled_at: datetime.datetime | None) -> Facts:
    """What the log has to keep: how each fact stood and stands, and when the reports were settled with it."""
    return {"before": _plain(before), "after": _plain(after), "settled_at": _plain({"": settled_at})[""]}


def remembered(decision: Decision) -> tuple[Facts, Facts, datetime.datetime | None]:
    """The same, read back; empty for decisions that cannot be taken back."""
    facts = decision.facts
    settled_at = facts.get("settled_at")
    return (
        _read(facts.get("before", {})),
        _read(facts.get("after", {})),
        parse_datetime(settled_at) if settled_at else None,
    )


def _plain(facts: Facts) -> Facts:
    return {name: one.isoformat() if isinstance(one, datetime.datetime) else one for name, one in facts.items()}


def _read(facts: Facts) -> Facts:
    """Facts as the database has them: what is named a moment is one."""
    is_moment = {name: (name.endswith(("_at", "_until")) and bool(one)) for name, one in facts.items()}
    return {name: parse_datetime(one) if is_moment[name] else one for name, one in facts.items()}
