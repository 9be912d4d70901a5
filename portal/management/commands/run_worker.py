"""The worker: what has to happen again and again, beside the web."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections

from articles import search
from articles.index import grouping, ingest, polling, watching
from classifieds import ending, letters, sorting, tray
from classifieds.models import NumberCode
from classifieds.screening import copies, photos
from portal import transparency
from portal.announcing.sending import tell_due
from portal.letters import sending
from portal.lib import caching, ratelimit
from portal.moderation import certificates, retention, verifying
from portal.moderation.enforcing import enforce
from portal.newsletter import delivering
from portal.redirects import hits
from portal.search import mirror, spelling
from portal.traffic import counting
from portal.traffic.models import Kind

logger = logging.getLogger(__name__)


@dataclass
class Job:
    """Something to do every so many seconds. It must be safe to do twice.

    What waits for other people's servers is away: it has a thread of its own, and keeps nothing at home waiting.
    """

    name: str
    seconds: float
    do: Callable[[], object]
    is_away: bool = False
    due: float = 0.0


def rank_all() -> None:
    """Work out the most read of every kind."""
    for kind in Kind:
        counting.rank(kind)


def schedule() -> list[Job]:
    """Everything that the worker does."""
    return [
        Job("prune cached pages", 3600, caching.prune),
        Job("fold views", 60, counting.fold),
        Job("count the use of old addresses", 300, hits.fold),
        Job("rank the most read", 120, rank_all),
        Job("watch what is cited", 30, watching.watch_sources, is_away=True),
        Job("take what feeds brought", 20, ingest.take_new),
        Job("group what tells one event", 30, grouping.group_new),
        Job("index anew what sources permit", 20, search.renew_sources),
        Job("send documents to OpenSearch", 2, mirror.send),
        Job("learn how words are spelled", 3600, spelling.learn),
        Job("forget old limits", 600, ratelimit.prune),
        Job("fetch feeds", 15, polling.fetch_due, is_away=True),
        Job("tell hub and search engines", 15, tell_due, is_away=True),
        Job("send letters", 20, sending.send_waiting, is_away=True),
        Job("send digests", 30, delivering.work, is_away=True),
        Job("forget old subscriptions", 3600, delivering.forget),
        Job("sort listings whose attributes changed", 60, sorting.sort_changed),
        Job("remind of listings that end", 600, letters.remind),
        Job("forget what listings are compared with", 3600, copies.forget),
        Job("forget codes", 600, NumberCode.forget),
        Job("forget what photos are compared with", 3600, photos.forget),
        Job("clear photos that were never published", 600, tray.clear),
        Job("purge listings that ended", 3600, ending.purge),
        Job("forget what was kept long enough", 3600, retention.forget_all),
        Job("count what the months brought", 3600, transparency.count_up),
        Job("prove what was withdrawn gone", 2, certificates.examine_due),
        Job("note the head of the log", 600, verifying.anchor),
    ]


class Command(BaseCommand):
    help = "Do the recurring work (add up views, rank) until told to stop."
    stopping = False

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="do every job once and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.told_to_stop)
        self.run(Job("withdraw what a restored backup forgot", 0, enforce))
        jobs = schedule()
        if once:
            self.do_due(jobs)
        else:
            self.work_on_all(jobs)

    def work_on_all(self, jobs: list[Job]) -> None:
        """Do what is due at home and away, side by side, until told to stop."""
        away = threading.Thread(target=self.work, args=([job for job in jobs if job.is_away],))
        away.start()
        try:
            self.work([job for job in jobs if not job.is_away])
        finally:
            self.stopping = True
            away.join()

    def work(self, jobs: list[Job]) -> None:
        """Do these jobs whenever they are due, until told to stop."""
        while not self.stopping:
            self.do_due(jobs)
            self.rest(min(job.due for job in jobs))
        connections.close_all()

    def do_due(self, jobs: list[Job]) -> None:
        for job in jobs:
            if job.due <= time.monotonic() and not self.stopping:
                self.run(job)

    def told_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Only note it: a signal may come while this thread holds a lock, and must not want another."""
        self.stopping = True

    def rest(self, until: float) -> None:
        """Wait for that time of the monotonic clock, or until told to stop."""
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.2)

    def run(self, job: Job) -> None:
        """Do one job. One that fails is logged whole and tried again when it is due; the others go on."""
        try:
            close_old_connections()
            job.do()
        except Exception:  # whatever it was, it is in the log and the next round tries again
            logger.exception("The job “%s” failed.", job.name)
        job.due = time.monotonic() + job.seconds
