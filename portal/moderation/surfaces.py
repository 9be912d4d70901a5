"""Every surface: the addresses where readers meet an article or a listing.

Each app, and the roof, adds its own. A URL pattern that is neither a surface nor said to show no content fails a
test, so that nothing can be shown where a takedown would not look for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.moderation.models import Target


@dataclass(frozen=True)
class Surface:
    """A named URL pattern and the addresses under it where a given thing can be met."""

    name: str
    target: Target
    addresses: Callable[[Any], list[str]]
    # Whether it names the addresses of what is gone on purpose: a list of dead links.
    names_removed: bool = False


_surfaces: list[Surface] = []
_without_content: set[str] = set()


def register(name: str, target: Target, addresses: Callable[[Any], list[str]], *, names_removed: bool = False) -> None:
    """Say that the pattern shows things of this kind."""
    _surfaces.append(Surface(name, target, addresses, names_removed))


def shows_no_content(*names: str) -> None:
    """Say that these patterns never show anything that could be taken down."""
    _without_content.update(names)


def all_surfaces(target: Target) -> list[Surface]:
    return [surface for surface in _surfaces if surface.target == target]


def known_names() -> set[str]:
    """Every pattern that somebody thought about."""
    return {surface.name for surface in _surfaces} | _without_content


def addresses_of(item: Any, target: Target) -> list[str]:
    """Every address where this thing can be met while it is public."""
    return [address for surface in all_surfaces(target) for address in surface.addresses(item)]
