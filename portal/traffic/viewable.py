"""Which things can be viewed: each app says so for its own kind, since this floor does not know them."""

from collections.abc import Callable

from portal.traffic.models import Kind

_checks: dict[Kind, Callable[[int], bool]] = {}


def register(kind: Kind, is_public: Callable[[int], bool]) -> None:
    """Let things of this kind be counted while `is_public(id)`."""
    _checks[kind] = is_public


def is_viewable(kind: Kind, object_id: int) -> bool:
    """Whether readers may see the thing, so that a view of it can be counted."""
    check = _checks.get(kind)
    return check is not None and check(object_id)
