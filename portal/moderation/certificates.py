"""Proof that what was withdrawn is gone: every surface asked over HTTP, the answers searched, the outcome dated.

The worker looks a second after each decision and then every day. What is still seen somewhere is purged once more, as
after a process that was killed in the middle; if that does not help, editors get a mail and see it on the desk.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.ownsite import Answer, OwnSite
from portal.moderation import settling, surfaces
from portal.moderation.models import Certificate, Check, Target
from portal.moderation.removable import Removable, find, kind_of, target_of
from portal.moderation.seeking import GONE, Sought
from portal.moderation.surfaces import Surface

Ask = Callable[[str], Answer]

DRESSES = ("", "/hant", "/en")
AT_FIRST = datetime.timedelta(seconds=1)
AGAIN = datetime.timedelta(days=1)
AGAIN_IF_UNCLEAN = datetime.timedelta(minutes=10)
AGAIN_IF_UNREACHED = datetime.timedelta(minutes=1)
AT_ONCE = 5
KEPT = datetime.timedelta(days=90)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Summary:
    """What is known of one withdrawal, for a page that tells of it."""

    decided_at: datetime.datetime
    is_clean: bool | None
    first_clean_at: datetime.datetime | None
    checked_at: datetime.datetime | None
    addresses: int


def open_for(item: Removable) -> None:
    """Have it looked for from now on; call it in the transaction that withdraws it."""
    now = timezone.now()
    about = {"target": target_of(item), "object_id": item.pk, "title": str(item)[:200]}
    Certificate.objects.create(**about, decided_at=now, next_at=now + AT_FIRST)


def close(item: Removable) -> None:
    """Look for it no more, since it is back; call it in the transaction that restores it."""
    mine = Certificate.objects.open().filter(target=target_of(item), object_id=item.pk)
    mine.update(closed_at=timezone.now())


def for_item(target: str, object_id: int) -> Summary | None:
    """What is known of the latest withdrawal of a thing."""
    found = Certificate.objects.filter(target=target, object_id=object_id).first()
    if found is None:
        return None
    last = found.checks.first()
    number = len(last.findings) if last else 0
    return Summary(found.decided_at, found.is_clean, found.first_clean_at, found.checked_at, number)


def for_things(things: Iterable[list[Any]]) -> list[Summary]:
    """The same for several, each a pair of target and number; those that were never withdrawn are left out."""
    return [found for target, object_id in things if (found := for_item(target, object_id))]


def examine_due() -> int:
    """Look for some of what is to be looked for now, what was just withdrawn first; how many things that were."""
    number = 0
    for certificate in Certificate.objects.due().order_by(F("checked_at").asc(nulls_first=True), "next_at")[:AT_ONCE]:
        # Nobody else's for a minute; one whose site does not answer is tried again then.
        claimed = Certificate.objects.due().filter(pk=certificate.pk)
        if not claimed.update(next_at=timezone.now() + AGAIN_IF_UNREACHED):
            continue
        try:
            with OwnSite() as site:
                examine(certificate, site.ask)
        except (OSError, HTTPException) as error:
            logger.warning("Nobody answers at %s: %s", settings.OWN_ADDRESS, error)
            return number
        number += 1
    return number


def examine(certificate: Certificate, ask: Ask) -> Check | None:
    """Look for the thing on every surface and write down what was found; None if there is nothing to look for."""
    item = find(Target(certificate.target), certificate.object_id)
    if item is None:
        certificate.closed_at = timezone.now()
        certificate.save(update_fields=["closed_at"])
        return None
    findings = list(look(item, ask))
    if any(one["seen"] for one in findings):
        item.purge_pages()
        settling.settle(item)
        findings = list(look(item, ask))
    certificate.refresh_from_db()
    if certificate.closed_at:
        return None  # It was restored meanwhile.
    is_clean = not any(one["seen"] for one in findings)
    check = certificate.checks.create(is_clean=is_clean, findings=findings)
    certificate.note(check, timezone.now() + (AGAIN if is_clean else AGAIN_IF_UNCLEAN))
    if not is_clean:
        alert(certificate, check)
    certificate.checks.filter(is_clean=True, at__lt=timezone.now() - KEPT).delete()
    return check


def look(item: Removable, ask: Ask) -> Iterator[dict[str, Any]]:
    """Each address with what it answered and what of the thing was still seen there."""
    files = settling.unshown(item)
    sought = Sought.of(item, files)
    for surface, address in _addresses(item):
        answer = ask(address)
        yield _finding(address, answer, sought.seen_in(answer, surface, address))
    for name in sorted(files):
        answer = ask(settings.MEDIA_URL + name)
        yield _finding(settings.MEDIA_URL + name, answer, [] if answer.status in GONE else ["picture"])


def _addresses(item: Removable) -> Iterator[tuple[Surface, str]]:
    """Every surface in every dress, each address once."""
    met = set()
    for surface in surfaces.all_surfaces(kind_of(item).target):
        for address in surface.addresses(item):
            if address not in met:
                met.add(address)
                yield from ((surface, dress + address) for dress in DRESSES)


def _finding(address: str, answer: Answer, seen: list[str]) -> dict[str, Any]:
    return {"address": address, "status": answer.status, "seen": seen}


def alert(certificate: Certificate, check: Check) -> None:
    """Tell those at the desk by mail, once for each time that something is seen again."""
    people = User.objects.with_perm("moderation.view_certificate").exclude(email="")
    if certificate.alerted_at or not people:
        return
    where = "\n".join(f"{settings.SITE_URL}{one['address']} {','.join(one['seen'])}" for one in check.unclean)
    subject = _("撤下之后还能看到：%s") % certificate.title
    send_mail(subject, where, None, [person.email for person in people])
    certificate.alerted_at = timezone.now()
    certificate.save(update_fields=["alerted_at"])
