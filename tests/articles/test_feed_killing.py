"""A worker that is killed in the middle of a fetch: nothing is lost, nothing comes twice."""

import subprocess
import sys
import threading

from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from articles.models import Entry, Feed
from tests.articles.feeds import item, page
from tests.factories import make_feed
from tests.foreign_site import Asked, ForeignSite
from tests.surroundings import ROOT, own_environment

WORKER = """
import django
django.setup()
from django.conf import settings
from articles.index import polling
settings.FETCH_EXCEPTIONS = {%r}
polling.fetch_due()
"""


class KillingTests(TransactionTestCase):
    def setUp(self) -> None:
        self.site = self.enterContext(ForeignSite())
        make_feed(url=f"{self.site.url}/feed")
        self.reached = threading.Event()

    def start(self) -> "subprocess.Popen[bytes]":
        """A worker of its own, on the database of this test."""
        place = connection.settings_dict
        is_file = not place["HOST"]
        database = f"sqlite:///{place['NAME']}" if is_file else f"postgres:///{place['HOST']}/{place['NAME']}"
        environment = own_environment(DATABASE_URL=database, DJANGO_SETTINGS_MODULE="portal.settings")
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER % f"127.0.0.1:{self.site.port}"], cwd=ROOT, env=environment
        )
        self.addCleanup(worker.wait)
        self.addCleanup(worker.kill)
        return worker

    def kill_one_in_the_middle(self) -> None:
        def half(asked: Asked) -> list[bytes]:
            self.reached.set()
            asked.stall()
            return []

        self.site.pages["/feed"] = half
        worker = self.start()
        self.assertTrue(self.reached.wait(60))
        worker.kill()
        worker.wait()

    def test_when_its_claim_is_over_others_take_up_everything_once(self) -> None:
        self.kill_one_in_the_middle()
        self.assertEqual(Entry.objects.count(), 0)
        self.assertFalse(Feed.objects.due().exists(), "Nobody takes it while the dead one may still be at it.")
        Feed.objects.update(claimed_until=timezone.now())
        self.site.asked.clear()
        paths = ["/0", "/1", "/2", "/3", "/feed"]
        for path in paths:
            self.site.pages[path] = page(*(item(number) for number in range(50)))
            if path != "/feed":
                make_feed(url=f"{self.site.url}{path}")
        workers = [self.start(), self.start()]
        self.assertEqual([worker.wait(60) for worker in workers], [0, 0])
        self.assertEqual((Entry.objects.count(), sorted(self.site.paths)), (250, paths))
        self.assertEqual({(feed.state, feed.claimed_until) for feed in Feed.objects.all()}, {(Feed.State.GOOD, None)})
