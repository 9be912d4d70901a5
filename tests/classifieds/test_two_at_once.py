"""Two residents and a moderator at the same time: nobody ever sees or changes what is another's."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from classifieds import taxonomy
from classifieds.models import Contact, Listing
from classifieds.screening import timing
from tests import proofs
from tests.factories import make_editor, make_region

ROUNDS = 3


class Resident:
    """Somebody with a browser of their own, who writes their name into everything."""

    def __init__(self, name: str, phone: str, address: str, region: int) -> None:
        self.name, self.phone, self.region = name, phone, region
        self.client = Client(REMOTE_ADDR=address)
        self.seen: list[str] = []
        self.manage = ""

    def said(self, words: str) -> dict[str, Any]:
        own = {"title": f"{self.name}{words}", "body": f"只有{self.name}写的话", "phone": self.phone, "name": self.name}
        return {
            **own,
            "a_price": "100",
            "a_condition": "used",
            "intent": "offer",
            "region": self.region,
            "consent": "on",
        }

    def post(self) -> None:
        path = "/classifieds/post/furniture/"
        page = self.client.get(path).content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)
        assert opened
        said = proofs.fields(page, opened=opened[1], **self.said("的书桌"))
        answer = self.client.post(path, said).content.decode()
        found = re.search(r'href="(/classifieds/manage/[\w-]+/)"', answer)
        assert found, answer
        self.manage = found[1]
        self.seen.append(answer)

    def edit(self, number: int) -> None:
        answer = self.client.post(f"{self.manage}edit/", self.said(f"的书桌，降价{number}次"))
        assert answer.status_code == 302, answer.content.decode()
        self.seen += [self.client.get(f"{self.manage}{page}").content.decode() for page in ("", "edit/", "export/")]
        self.seen.append(self.client.get("/classifieds/manage/").content.decode())

    def live(self) -> None:
        self.post()
        for number in range(ROUNDS):
            self.edit(number)


@pytest.mark.django_db(transaction=True)
class TwoAtOnceTests(TransactionTestCase):
    def setUp(self) -> None:
        taxonomy.load()
        region = make_region().pk
        self.one = Resident("张阿姨", "13800000001", "198.51.100.1", region)
        self.other = Resident("李师傅", "13900000002", "203.0.113.2", region)
        self.editor = make_editor()
        self.wrong: list[BaseException] = []

    def test_what_one_posts_and_edits_and_a_moderator_decides_stays_with_its_own(self) -> None:
        with self.settings(PROOF_BITS=1), pytest.MonkeyPatch.context() as patch:
            patch.setattr(timing, "LEAST_SECONDS", 0)
            self.together(self.one.live, self.other.live, self.moderate)
        self.assertEqual(self.wrong, [])
        for mine, theirs in ((self.one, self.other), (self.other, self.one)):
            for page in mine.seen:
                self.assertNotIn(theirs.name, page)
                self.assertNotIn(theirs.phone, page)
            own = Listing.objects.get(contact__in=Contact.objects.filter(phone=mine.phone))
            last = f"{mine.name}的书桌，降价{ROUNDS - 1}次"
            self.assertEqual((own.title, own.body, own.contact.name), (last, f"只有{mine.name}写的话", mine.name))
            # The last that a moderator decided outlives every edit.
            self.assertEqual((own.held_at is not None, own.held_for), (True, Listing.HeldFor.EDITOR))
            self.assertEqual(Listing.managed_by(mine.manage.split("/")[3]), own)
        self.assertEqual(Listing.objects.count(), 2)

    def moderate(self) -> None:
        """Decide again and again about whatever there is, until both residents have posted and are held."""
        while Listing.objects.exclude(held_for=Listing.HeldFor.EDITOR).exists() or Listing.objects.count() < 2:
            for listing in Listing.objects.exclude(held_for=Listing.HeldFor.EDITOR):
                listing.approve(by=self.editor)
                listing.hold(by=self.editor, reason="核实中")

    def together(self, *acts: Callable[[], None]) -> None:
        """Let all of them run at once, each with a connection of its own."""

        def run(act: Callable[[], None]) -> None:
            try:
                act()
            except BaseException as error:
                self.wrong.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[act], daemon=True) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
