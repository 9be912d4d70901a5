"""The moderators' queue: a row for each listing that waits, what helps to decide, decisions made once."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classifieds.models import DeniedContact, Listing
from classifieds.screening import copies
from classifieds.screening.sender import Sender
from portal.moderation.models import Decision, Report, Target
from tests.desk import DeskTestCase
from tests.factories import make_listing, make_photo, make_staff

QUEUE = "/admin/classifieds/listing/queue/"
WORDS = "房东直租，不是中介。楼下就是菜市场，走路三分钟有公交站。厨房可以做饭，天然气刚通。"


def doubtful(**fields: Any) -> Listing:
    """A listing that is live without reach until a moderator has looked."""
    reasons = [{"code": "wary_word", "points": 35, "about": "定金"}]
    return make_listing(**{"quarantined_at": timezone.now(), "score": 35, "reasons": reasons, **fields})


class QueueTestCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit_down("审核")

    def order(self) -> list[int]:
        """The listings of the queue, from the top."""
        return [case.listing.pk for case in self.client.get(QUEUE).context["cases"]]

    def stamp(self, listing: Listing) -> str:
        """What the page carries for the listing's buttons."""
        found = re.search(rf'name="seen" value="({listing.pk}\.[^"]+)"', self.client.get(QUEUE).content.decode())
        assert found
        return found[1]

    def decide(self, verb: str, *stamps: str, client: Client | None = None, reason: str = "不符合规则") -> str:
        """Send a form of the queue; what the next page says."""
        sent = {"seen": stamps, "reason": reason}
        with self.captureOnCommitCallbacks(execute=True):
            answer = (client or self.client).post(f"{QUEUE}{verb}/", sent, follow=True)
        return "\n".join(map(str, answer.context["messages"]))


class ShowingTests(QueueTestCase):
    def test_the_riskiest_stand_first_and_each_listing_once(self) -> None:
        mild, wild = doubtful(), doubtful(held_at=timezone.now(), score=90)
        claimed, reported, appealed = make_listing(), make_listing(), doubtful()
        claimed.claim_contact()
        for number in range(2):
            reported.report("诈骗", visitor=f"v{number}", sender=f"s{number}")
        appealed.appeal("这是误会")
        make_listing()
        self.assertEqual(self.order(), [wild.pk, appealed.pk, claimed.pk, mild.pk, reported.pk])

    def test_a_case_tells_what_a_moderator_needs(self) -> None:
        listing = doubtful(body="先付定金", title="水门桥两室")
        shown = make_photo(listing)
        listing.report("像是诈骗", visitor="v", sender="s")
        listing.appeal("是我自己的房子")
        listing.claim_contact()
        page = self.client.get(QUEUE)
        for words in ("水门桥两室", "先付定金", "常见于骗局", "读者举报1次：像是诈骗", "是我自己的房子", "自己的号码"):
            self.assertContains(page, words)
        self.assertContains(page, shown.private_src.partition("?")[0])
        self.assertNotContains(page, listing.contact.phone)

    def test_photos_of_what_readers_do_not_see_are_seen_here(self) -> None:
        make_photo(doubtful(held_at=timezone.now()))
        found = re.search(r'src="(/classifieds/photos/[^"]+)"', self.client.get(QUEUE).content.decode())
        assert found
        self.assertEqual(Client().get(found[1].replace("&amp;", "&")).status_code, 200)

    def test_neighbours_by_contact_device_network_and_words_are_named(self) -> None:
        mine = doubtful(title="水门桥两室", body=WORDS)
        copies.remember(mine, Sender("h", "n", "d"))
        for title, phone, sender, body in (
            ("同号码的", mine.contact.phone, Sender("", "", ""), "x"),
            ("同设备的", "13900000001", Sender("", "", "d"), "x"),
            ("同网段的", "13900000002", Sender("", "n", ""), "x"),
            ("同文字的", "13900000003", Sender("", "", ""), WORDS),
        ):
            copies.remember(make_listing(title=title, phone=phone, body=body), sender)
        [case] = self.client.get(QUEUE).context["cases"]
        named = {group.name: [one.title for one, _share in group.listings] for group in case.groups}
        self.assertEqual(named["同一联系方式"], ["同号码的"])
        self.assertEqual(named["同一设备"], ["同设备的"])
        self.assertEqual(named["同一网段"], ["同网段的"])
        self.assertEqual(named["文字相近"], ["同文字的"])

    def test_ten_thousand_reports_on_a_hundred_listings_are_a_hundred_rows_at_few_queries(self) -> None:
        made = [make_listing() for _number in range(100)]
        Report.objects.bulk_create(
            Report(target=Target.LISTING, object_id=listing.pk, visitor=f"v{number}", reason=f"诈骗{number % 5}")
            for listing in made
            for number in range(100)
        )
        self.client.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            page = self.client.get(QUEUE)
        self.assertEqual(page.context["page"].paginator.count, 100)
        self.assertEqual([case.reported for case in page.context["cases"]], [100] * 20)
        self.assertLessEqual(len(queries), 15)

    def test_only_moderators_come_in(self) -> None:
        listing = doubtful()
        stamp = self.stamp(listing)
        for group in ("记者", "编辑"):
            self.client.force_login(make_staff(group))
            self.assertEqual(self.client.get(QUEUE).status_code, 403)
            self.assertEqual(self.client.post(f"{QUEUE}hide/", {"seen": stamp}).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(QUEUE).status_code, 302)

    def test_the_desk_opens_with_what_waits(self) -> None:
        doubtful()
        self.assertContains(self.client.get("/admin/"), f'href="{QUEUE}" class="is-waiting"')

    def test_hostile_words_stay_words(self) -> None:
        doubtful(title="<script>alert(1)</script>", body="</p><img src=x onerror=alert(1)>").appeal("<b>急</b>")
        for path in (
            QUEUE,
            "/admin/classifieds/listing/",
            f"/admin/classifieds/listing/{Listing.objects.get().pk}/change/",
        ):
            page = self.client.get(path)
            for words in ("<script>alert", "<img src=x", "<b>急"):
                self.assertNotContains(page, words)


class DecidingTests(QueueTestCase):
    def test_approved_it_has_reach_and_the_log_says_who_and_why(self) -> None:
        listing = doubtful()
        self.assertIn("已通过", self.decide("approve", self.stamp(listing), reason="看过照片"))
        self.assertTrue(Listing.objects.with_reach().exists())
        decision = Decision.objects.get()
        self.assertEqual((decision.verb, decision.by, decision.reason), ("approve", self.staff, "看过照片"))
        self.assertEqual(self.order(), [])

    def test_hidden_it_is_gone_for_readers(self) -> None:
        listing = doubtful()
        self.decide("hide", self.stamp(listing))
        self.assertFalse(Listing.objects.public().exists())
        self.assertEqual(self.order(), [])

    def test_a_ban_hides_everything_of_the_contact_and_is_in_the_log(self) -> None:
        listing = doubtful()
        make_listing(phone=listing.contact.phone)
        self.decide("ban", self.stamp(listing))
        self.assertFalse(Listing.objects.public().exists())
        self.assertEqual(DeniedContact.objects.count(), 1)
        self.assertEqual(Decision.objects.first().verb, "ban")  # type: ignore[union-attr]

    def test_reports_that_were_wrong_are_settled_and_the_listing_kept(self) -> None:
        listing = make_listing()
        for number in range(3):
            listing.report("诈骗", visitor=f"v{number}", sender=f"s{number}")
        self.assertIn("已保留", self.decide("keep", self.stamp(listing)))
        self.assertTrue(Listing.objects.public().exists())
        self.assertEqual(Report.objects.filter(was_wrong=True).count(), 3)

    def test_claims_are_confirmed_or_rejected(self) -> None:
        theirs, mine = make_listing(), make_listing()
        for listing in (theirs, mine):
            listing.claim_contact()
        self.decide("confirm", self.stamp(theirs))
        self.decide("reject", self.stamp(mine))
        self.assertEqual(list(Listing.objects.public()), [mine])
        self.assertEqual(DeniedContact.objects.count(), 1)
        self.assertEqual(self.order(), [])

    def test_many_are_decided_at_once(self) -> None:
        stamps = [self.stamp(doubtful()) for _number in range(3)]
        self.decide("approve", *stamps)
        self.assertEqual(Listing.objects.with_reach().count(), 3)

    def test_of_two_moderators_the_second_is_told_and_nothing_happens_twice(self) -> None:
        listing = doubtful()
        seen = self.stamp(listing)
        other = Client()
        other.force_login(make_staff("审核"))
        self.decide("hide", seen, client=other)
        said = self.decide("approve", seen)
        self.assertRegex(said, "刚由审核.*处理过（隐藏），没有再动")
        self.assertFalse(Listing.objects.public().exists())
        self.assertEqual(Decision.objects.count(), 1)

    def test_what_its_poster_changed_meanwhile_has_to_be_looked_at_again(self) -> None:
        listing = doubtful()
        for change in ({"body": "刷单返利"}, {"title": "低价转让"}):
            seen = self.stamp(listing)
            Listing.objects.filter(pk=listing.pk).update(**change)
            self.assertIn("刚被发布人改过", self.decide("approve", seen))
        seen = self.stamp(listing)
        make_photo(listing)
        self.assertIn("刚被发布人改过", self.decide("approve", seen))
        self.assertEqual(Decision.objects.count(), 0)

    def test_nonsense_decides_nothing(self) -> None:
        listing = doubtful()
        for seen in ("", "x", f"{listing.pk}", "9" * 30, "999999.0.0", f"{listing.pk}.0", "٣.0.0"):
            self.decide("hide", seen)
        self.assertEqual(self.client.post(f"{QUEUE}destroy/", {"seen": self.stamp(listing)}).status_code, 404)
        self.assertEqual(self.client.get(f"{QUEUE}hide/").status_code, 405)
        self.assertEqual(Decision.objects.count(), 0)

    def test_a_form_from_elsewhere_decides_nothing(self) -> None:
        listing = doubtful()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.staff)
        self.assertEqual(strict.post(f"{QUEUE}hide/", {"seen": self.stamp(listing)}).status_code, 403)
        self.assertTrue(Listing.objects.public().exists())
