"""Reports and claims: they protect residents, and are no weapon."""

import datetime
from typing import Any

from django.utils import timezone

from classifieds import claims
from classifieds.models import Contact, DeniedContact, Listing
from portal.moderation.models import Report
from tests import proofs
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_editor, make_listing


class ObjectingTestCase(PostingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.listing = make_listing()

    def send(self, name: str, address: str, listing: Listing | None = None, **said: Any) -> Any:
        path = f"{(listing or self.listing).get_absolute_url()}{name}/"
        page = self.client.get(path)
        if page.status_code != 200:
            return page
        return self.client.post(path, proofs.fields(page.content.decode(), **said), REMOTE_ADDR=address)

    def report(self, address: str, listing: Listing | None = None) -> Any:
        return self.send("report", address, listing, kind="scam")

    def age(self, **age: int) -> None:
        Listing.objects.update(posted_at=timezone.now() - datetime.timedelta(**age))


class ReportTests(ObjectingTestCase):
    def test_two_hundred_reports_from_one_network_hide_nothing(self) -> None:
        for _number in range(200):
            self.listing.report("诈骗", visitor="the same network", sender="s")
        for number in range(3):
            self.assertEqual(self.report(f"198.51.100.{number}").status_code, 200)
        self.assertTrue(Listing.objects.public().exists())
        self.assertEqual(Report.objects.count(), 2)

    def test_three_networks_hide_a_young_listing_and_five_an_old_one(self) -> None:
        for day, most in ((0, 3), (2, 5)):
            self.listing = make_listing()
            self.age(days=day)
            for number in range(most):
                self.assertTrue(Listing.objects.public().filter(pk=self.listing.pk).exists(), number)
                self.report(f"198.51.{number}.9")
            self.assertFalse(Listing.objects.public().filter(pk=self.listing.pk).exists())

    def test_a_reason_is_required_and_a_proof_too(self) -> None:
        self.assertEqual(self.send("report", "198.51.100.1").status_code, 422)
        path = f"{self.listing.get_absolute_url()}report/"
        self.assertEqual(self.client.post(path, {"kind": "scam"}).status_code, 422)
        self.assertEqual(Report.objects.count(), 0)

    def test_what_an_editor_keeps_stays_for_thirty_days_and_is_one_row_in_the_queue(self) -> None:
        for number in range(3):
            self.report(f"198.51.{number}.9")
        self.listing.refresh_from_db()
        self.assertTrue(self.listing.keep(by=make_editor()))
        for number in range(50):
            self.listing.report("诈骗", visitor=f"v{number}", sender=f"s{number}")
        self.assertTrue(Listing.objects.public().exists())
        self.assertEqual(Listing.objects.awaiting_review().count(), 1)
        Listing.objects.update(kept_until=timezone.now() - datetime.timedelta(minutes=1))
        Listing.objects.get().report("诈骗", visitor="v", sender="s")
        self.assertFalse(Listing.objects.public().exists())

    def test_whose_reports_were_wrong_twice_is_not_counted(self) -> None:
        for number in range(2):
            listing = make_listing()
            listing.report("诈骗", visitor=f"v{number}", sender="brigade")
            listing.keep(by=make_editor())
        for number in range(2):
            self.listing.report("诈骗", visitor=f"v{number}", sender=f"s{number}")
        self.listing.report("诈骗", visitor="v3", sender="brigade")
        self.assertTrue(Listing.objects.public().filter(pk=self.listing.pk).exists())

    def test_the_poster_may_appeal(self) -> None:
        for number in range(3):
            self.report(f"198.51.{number}.9")
        secret, _code = self.listing.replace_secret()
        self.client.post(f"/classifieds/manage/{secret}/appeal/", {"why": "同行恶意举报"})
        self.assertEqual(Listing.objects.awaiting_review().get().appeal_text, "同行恶意举报")


class ClaimTests(ObjectingTestCase):
    def claim(self, address: str = "198.51.100.1", listing: Listing | None = None) -> Any:
        return self.send("claim", address, listing)

    def test_the_number_is_hidden_at_once_and_the_listing_stays(self) -> None:
        self.assertContains(self.claim(), "号码已经隐藏")
        self.assertContains(self.client.get(self.listing.get_absolute_url()), "联系方式暂时隐藏")
        self.assertFalse(Contact.objects.revealable().exists())
        self.assertEqual(Listing.objects.awaiting_review().count(), 1)

    def test_a_claim_that_nobody_confirms_ends_after_a_day(self) -> None:
        self.claim()
        Contact.objects.update(claimed_at=timezone.now() - datetime.timedelta(hours=25))
        self.assertTrue(Contact.objects.revealable().exists())
        self.assertContains(self.claim("203.0.113.1"), "最近已经核对过", status_code=422)  # not again and again

    def test_a_claim_that_an_editor_rejects_ends_at_once(self) -> None:
        self.claim()
        self.assertTrue(claims.reject(self.listing, by=make_editor()))
        self.assertTrue(Contact.objects.revealable().exists())
        self.assertFalse(Listing.objects.awaiting_review().exists())

    def test_fifty_false_claims_from_one_network_touch_three_listings(self) -> None:
        made = [make_listing() for _number in range(8)]
        for number in range(50):
            self.claim(f"198.51.100.{number}", made[number % 8])
        self.assertEqual(Contact.objects.filter(claimed_at__isnull=False).count(), 3)

    def test_a_confirmed_number_leaves_every_listing_and_never_comes_back(self) -> None:
        twin = make_listing(phone=self.listing.contact.phone)
        self.claim()
        self.assertTrue(claims.confirm(self.listing, by=make_editor()))
        self.assertFalse(Listing.objects.public().filter(pk__in=[self.listing.pk, twin.pk]).exists())
        self.assertFalse(Contact.objects.filter(phone=self.listing.contact.phone).exists())
        self.assertContains(self.post(phone=self.listing.contact.phone), "登记为不得发布", status_code=422)
        self.assertFalse(claims.confirm(self.listing, by=make_editor()))

    def test_a_ban_holds_everything_of_a_contact(self) -> None:
        twin = make_listing(phone=self.listing.contact.phone)
        claims.ban(self.listing, by=make_editor(), reason="诈骗")
        self.assertFalse(Listing.objects.public().filter(pk=twin.pk).exists())
        self.assertEqual(DeniedContact.objects.count(), 1)
