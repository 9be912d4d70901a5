"""What changed is written down in the transaction of the change, so that no killed process forgets to tell of it."""

import datetime
from collections.abc import Iterable

from django.conf import settings

from portal.announcing.models import Message

Service = Message.Service


def services() -> set[Service]:
    """Those that the operator set."""
    wanted = {
        Service.WEBSUB: settings.WEBSUB_HUB,
        Service.INDEXNOW: settings.INDEXNOW_KEY,
        Service.BAIDU: settings.BAIDU_LINKS_URL,
    }
    return {service for service, value in wanted.items() if value}


def tell(service: Service, paths: Iterable[str], at: datetime.datetime | None) -> None:
    """Let the worker tell a service of these addresses from that moment on; None takes back what was not told yet.

    An address that waits already waits once. Services that are not set are told nothing.
    """
    if service not in services():
        return
    if at is None:
        Message.objects.filter(service=service, path__in=list(paths)).delete()
        return
    rows = [Message(service=service, path=path, due_at=at) for path in dict.fromkeys(paths)]
    Message.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["service", "path"], update_fields=["due_at", "tries"]
    )
