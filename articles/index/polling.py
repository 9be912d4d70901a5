"""The worker's round: fetch the feeds whose time has come, politely, and write down how each is doing."""

import datetime
import logging
import time

from django.db import transaction
from django.utils import timezone
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _

from articles.index.reader import MOST_BYTES, Reader, UnreadableError
from articles.index.storing import store
from articles.models import Feed
from portal.lib import ratelimit
from portal.lib.fetching import Answer, FetchError, fetch, robots, targets

# A round is short, since the worker has other things to do; one feed can add its own patience to it.
ROUND_SECONDS = 10.0
FETCH_SECONDS = 20.0
MOST_AT_ONCE = 100
# A feed that says that it is gone is asked again before it is believed.
FAREWELLS = 3
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

logger = logging.getLogger(__name__)


def fetch_due() -> int:
    """Fetch the feeds that are due and that no other worker has taken, as many as a round holds; how many it were."""
    ends, number = time.monotonic() + ROUND_SECONDS, 0
    with Reader() as reader:
        for feed in Feed.objects.due()[:MOST_AT_ONCE]:
            if time.monotonic() > ends:
                break
            if feed.claim():
                _visit_safely(feed, reader)
                number += 1
    return number


def _visit_safely(feed: Feed, reader: Reader) -> None:
    """Visit it; whatever happens there, the others get their turn and the log has it whole."""
    try:
        visit(feed, reader)
    except Feed.DoesNotExist:
        logger.info("Feed %s was deleted while it was read.", feed.pk)
    except Exception:  # whatever it was, it is in the log and the next round tries again
        logger.exception("Reading the feed %s (%s) failed.", feed.pk, feed.url)
        feed.note_failure(_("读取时出了意外，经过记在日志里。"), None)


def visit(feed: Feed, reader: Reader) -> None:
    """Fetch one feed and store what is new in it, or note in its health why that was not possible."""
    try:
        rules = robots.check(feed.url)
        if pause := too_soon(feed.url, rules):
            feed.postpone(pause)
            return
        answer = fetch(feed.url, headers=_conditions(feed), most=MOST_BYTES, seconds=FETCH_SECONDS)
    except FetchError as error:
        feed.note_failure(str(error), None)
        return
    if answer.status == 304 and (feed.etag or feed.last_modified):
        feed.note_success(status=304)
    elif answer.is_good:
        _take(feed, answer, reader)
    else:
        _note_refusal(feed, answer)


def too_soon(url: str, rules: robots.Rules) -> int:
    """How many seconds to wait before its site may be asked again; 0 if it may be asked now, which is counted."""
    host = targets.parse(url).host
    if rules.delay:
        return 0 if ratelimit.count(f"articles:fetch-slowly {host}", rules.delay) == 1 else rules.delay
    return 0 if ratelimit.allow_key("articles:fetch", host) else 10


def _conditions(feed: Feed) -> dict[str, str]:
    """What we ask with, so that nothing is sent that we have."""
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    return headers


def _take(feed: Feed, answer: Answer, reader: Reader) -> None:
    """Read and store what came. What cannot be read whole is not stored at all: it will come again."""
    try:
        document = reader.read(answer.body, answer.headers.get("Content-Type", ""), answer.url)
    except UnreadableError as error:
        feed.note_failure(str(error), answer.status)
        return
    if not document.is_whole:
        feed.note_failure(_("内容在中间断了，没有读完整。"), answer.status)
        return
    with transaction.atomic():
        stored = store(feed, document)
        feed.note_success(
            status=answer.status,
            etag=_header(answer, "ETag", 300),
            last_modified=_header(answer, "Last-Modified", 100),
            title=feed.title or document.title[:200],
        )
    if answer.moved_to:
        _move(feed, answer.moved_to)
    logger.info("Feed %s: %s new, %s changed.", feed.pk, len(stored.new), len(stored.changed))


def _header(answer: Answer, name: str, most: int) -> str:
    """A header to send back next time; a longer one than we keep would be another one."""
    value = answer.headers.get(name, "")
    return value if len(value) <= most and value.isascii() and value.isprintable() else ""


def _move(feed: Feed, url: str) -> None:
    """It said that it lives elsewhere now, for good."""
    if len(url) > 500 or url == feed.url:
        return
    if Feed.objects.filter(url=url).exists():
        feed.stop(_("它已搬到 %(url)s，那里已有另一个订阅源。") % {"url": url})
    else:
        feed.move(url)


def _note_refusal(feed: Feed, answer: Answer) -> None:
    feed.note_failure(_in_words(answer.status), answer.status, _retry_after(answer))
    if answer.status == 410 and feed.failures >= FAREWELLS:
        feed.stop(feed.reason)


def _in_words(status: int) -> str:
    reasons = {
        401: _("对方要求登录（401）。"),
        403: _("对方不让读取（403）。"),
        404: _("对方说没有这个网址（404）。"),
        410: _("对方说这个订阅源已经取消（410）。"),
        429: _("对方说读得太勤（429）。"),
    }
    if status >= 500:
        return _("对方的服务器出错（%(status)s）。") % {"status": status}
    return reasons.get(status) or _("对方的应答不能用（%(status)s）。") % {"status": status}


def _retry_after(answer: Answer) -> datetime.datetime | None:
    """When the other side wishes to be asked again: a number of seconds, or a date."""
    wish = answer.headers.get("Retry-After", "").strip()
    if wish.isascii() and wish.isdigit() and len(wish) < 9:
        return timezone.now() + datetime.timedelta(seconds=int(wish))
    moment = parse_http_date_safe(wish) if wish else None
    return datetime.datetime.fromtimestamp(moment, datetime.UTC) if moment else None
