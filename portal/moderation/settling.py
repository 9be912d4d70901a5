"""The files of what was withdrawn: sealed at once, and public again when something that stands shows them."""

import functools

from django.db import transaction

from portal.lib import vault
from portal.moderation.removable import Removable, kind_of, kinds


def settle(item: Removable) -> None:
    """Put each file of the thing where it belongs: among the public ones if anything that stands shows it."""
    names = kind_of(item).files(item)
    with vault.turn():
        hidden = unshown(item)
        vault.put_away(hidden)
        vault.bring_back(names - hidden)


def unshown(item: Removable) -> set[str]:
    """Those of its files that nothing shows that stands."""
    names = kind_of(item).files(item)
    return names.difference(*(kind.shown(names) for kind in kinds()))


def settle_after_commit(item: Removable) -> None:
    """The same once what was just decided is visible to others."""
    transaction.on_commit(functools.partial(settle, item))


def bring_back_after_commit(item: Removable) -> None:
    """Let a thing that was just saved have those of its files that were sealed with another."""

    def bring_back() -> None:
        if vault.holds_any(kind_of(item).files(item)):
            settle(item)

    transaction.on_commit(bring_back)
