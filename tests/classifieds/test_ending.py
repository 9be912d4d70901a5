"""Time passes: contacts go with the term, everything goes thirty days later, and posters are told before."""

import datetime
from pathlib import Path
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from classifieds import ending, letters, reaching
from classifieds.models import Contact, Listing
from classifieds.models.photo import photo_storage
from classifieds.screening import copies
from classifieds.screening.sender import Sender
from portal.letters import sending
from portal.letters.models import Letter
from portal.lib import caching
from portal.management.commands import run_worker
from portal.search import index
from tests.factories import make_listing, make_photo


def in_days(days: int) -> "mock._patch[mock.MagicMock]":
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + datetime.timedelta(days=days))


def everything_stored() -> str:
    """Every row of every table, and every file of the page cache and of the uploads."""
    rows = [str(list(model._default_manager.values())) for model in apps.get_models()]
    folders = (settings.PAGE_CACHE_DIR, settings.MEDIA_ROOT, settings.PHOTOS_ROOT)
    files = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return "\n".join([*rows, *map(str, files), *(path.read_bytes().decode("latin-1") for path in files)])


class EndTests(TestCase):
    def test_at_its_end_the_contact_is_hidden_and_the_page_answers_410(self) -> None:
        listing = make_listing()
        path, token = listing.get_absolute_url(), reaching.token_for(listing)
        caching.clear()
        with in_days(31):
            self.assertEqual(self.client.get(path).status_code, 410)
            self.assertEqual(self.client.post(f"{path}contact/", {"token": token}).status_code, 404)

    def test_after_four_hundred_days_nothing_of_fifty_contacts_is_left(self) -> None:
        phones = [f"139{number:04}4321" for number in range(50)]
        names: list[str] = []
        for phone in phones:
            listing = make_listing(phone=phone, title=f"水门桥{phone[3:7]}号房")
            Contact.objects.filter(phone=phone).update(email=f"p{phone}@example.org")
            copies.remember(listing, Sender("h", "n", "d"))
            listing.report("诈骗", visitor=phone, sender=phone)
            index.refresh(listing)
            names.append(str(make_photo(listing)))
        before = everything_stored()
        self.assertEqual([planted for planted in [*phones, *names] if planted not in before], [])
        keep = make_listing(expires_at=timezone.now() + datetime.timedelta(days=500))
        with in_days(400), self.captureOnCommitCallbacks(execute=True):
            letters.remind()
            sending.send_waiting()
            copies.forget()
            self.assertEqual(ending.purge(), 50)
        after = everything_stored()
        self.assertEqual([phone for phone in phones if phone in after or phone[3:7] + "号房" in after], [])
        self.assertEqual([name for name in names if name in after], [])
        self.assertEqual(Listing.objects.get(), keep)

    def test_thirty_days_after_its_end_and_not_before_it_is_purged(self) -> None:
        make_listing()
        for days, left in ((31, 1), (59, 1), (61, 0)):
            with in_days(days):
                ending.purge()
            self.assertEqual(Listing.objects.count(), left, days)

    def test_what_its_poster_deleted_goes_too(self) -> None:
        make_listing().delete_by_poster()
        with in_days(29):
            self.assertEqual(ending.purge(), 0)
        with in_days(31):
            self.assertEqual(ending.purge(), 1)

    def test_a_purged_address_still_says_that_it_is_gone(self) -> None:
        path = make_listing().get_absolute_url()
        newest = make_listing()
        Listing.objects.exclude(pk=newest.pk).delete()
        self.assertEqual(self.client.get(path).status_code, 410)
        self.assertEqual(self.client.get(f"/classifieds/{newest.pk + 1}/").status_code, 404)

    def test_the_same_photo_of_another_listing_stays(self) -> None:
        gone = make_photo(make_listing())
        kept = make_photo(make_listing(expires_at=timezone.now() + datetime.timedelta(days=500)))
        with in_days(100), self.captureOnCommitCallbacks(execute=True):
            ending.purge()
        self.assertFalse(photo_storage().exists(str(gone)))
        self.assertTrue(photo_storage().exists(str(kept)))


class ReminderTests(TestCase):
    def test_who_left_an_address_is_told_once_before_the_end(self) -> None:
        make_listing()
        make_listing()
        Contact.objects.filter(listing=Listing.objects.first()).update(email="owner@example.org")
        for days, told in ((20, 0), (28, 1), (29, 0)):
            with in_days(days):
                self.assertEqual(letters.remind(), told, days)
        self.assertEqual(Letter.objects.get().to, "owner@example.org")

    def test_the_worker_does_it_all(self) -> None:
        make_listing(expires_at=timezone.now() - datetime.timedelta(days=31))
        for job in run_worker.schedule():
            job.do()
        self.assertEqual(Listing.objects.count(), 0)
