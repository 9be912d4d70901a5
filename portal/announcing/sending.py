"""Telling the services what waits for them, each in its own words."""

import datetime
import json
import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

from portal.announcing.models import Message
from portal.announcing.queue import Service, services
from portal.lib.addresses import whole
from portal.lib.fetching import FetchError, fetch

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
# Two minutes, then twice as long each time: about three days in all.
MOST_TRIES = 12
SECONDS = 20
KEY_PATH = "/indexnow.txt"

Request = tuple[str, bytes, str]


def _websub(addresses: list[str]) -> Request:
    """Feeds that changed, to the hub (WebSub leaves the form to the hub; this is the one they all take)."""
    pairs = [("hub.mode", "publish"), *(("hub.url", address) for address in addresses)]
    return settings.WEBSUB_HUB, urlencode(pairs).encode(), "application/x-www-form-urlencoded"


def _indexnow(addresses: list[str]) -> Request:
    """Pages that came, changed or went, to the engines that share IndexNow."""
    said = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": whole(KEY_PATH),
        "urlList": addresses,
    }
    return settings.INDEXNOW_URL, json.dumps(said).encode(), "application/json; charset=utf-8"


def _baidu(addresses: list[str]) -> Request:
    """New pages, one a line, to the address that Baidu gives each site."""
    return settings.BAIDU_LINKS_URL, "\n".join(addresses).encode(), "text/plain"


REQUESTS: dict[Service, Callable[[list[str]], Request]] = {
    Service.WEBSUB: _websub,
    Service.INDEXNOW: _indexnow,
    Service.BAIDU: _baidu,
}


def tell_due() -> int:
    """Tell each service what is due; how many addresses were taken. One that fails is asked again, later each time."""
    told = 0
    for service in sorted(services()):
        due = Message.objects.filter(service=service, due_at__lte=timezone.now()).order_by("due_at", "pk")
        if messages := list(due[:MOST_AT_ONCE]):
            told += _tell(service, messages)
    return told


def _tell(service: Service, messages: list[Message]) -> int:
    url, data, kind = REQUESTS[service]([whole(message.path) for message in messages])
    try:
        answer = fetch(url, data=data, headers={"Content-Type": kind}, most=64 * 1024, seconds=SECONDS)
    except FetchError as error:
        problem = str(error)
    else:
        problem = "" if answer.is_good else f"HTTP {answer.status}"
    for message in messages:
        # A page that changed while it was told of has another time now, and is told of again.
        same = Message.objects.filter(pk=message.pk, due_at=message.due_at)
        if not problem or message.tries + 1 >= MOST_TRIES:
            same.delete()
        else:
            wait = datetime.timedelta(minutes=2 ** (message.tries + 1))
            same.update(tries=message.tries + 1, due_at=timezone.now() + wait)
    if problem:
        logger.warning("%s did not take %d addresses: %s", service.label, len(messages), problem)
    return 0 if problem else len(messages)
