"""Taking something off the site, and bringing it back: the only way that moderation removes anything."""

from typing import Any, ClassVar, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from portal.moderation.models import Decision
from portal.search import index


class Removable(Protocol):
    """A thing with an address of its own that can leave the site: an article, a listing."""

    pk: Any
    _meta: ClassVar[Any]
    _default_manager: Any

    def purge_pages(self) -> None: ...

    def refresh_from_db(self) -> None: ...


def withdraw(item: Removable, *, by: AbstractBaseUser, reason: str, removal: str = "request") -> bool:
    """Take the thing off every page at once; its own address answers 410 and says why. False if it was gone already."""
    with transaction.atomic():
        standing = type(item)._default_manager.filter(pk=item.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=timezone.now(), removal=removal, removal_reason=reason):
            return False
        Decision.record(item, verb="withdraw", by=by, reason=reason)
        index.refresh(item)
        item.purge_pages()
    item.refresh_from_db()
    return True


def restore(item: Removable, *, by: AbstractBaseUser, reason: str) -> bool:
    """Bring a withdrawn thing back to where it was. False if it was not withdrawn."""
    with transaction.atomic():
        gone = type(item)._default_manager.filter(pk=item.pk).exclude(withdrawn_at=None)
        if not gone.update(withdrawn_at=None, removal="", removal_reason=""):
            return False
        Decision.record(item, verb="restore", by=by, reason=reason)
        index.refresh(item)
        item.purge_pages()
    item.refresh_from_db()
    return True
