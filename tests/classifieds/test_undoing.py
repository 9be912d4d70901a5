"""Decisions that are taken back, and what posters changed, for moderators to see."""

from django.utils import timezone

from classifieds.models import Contact, DeniedContact, Listing, Revision
from portal.moderation.models import Decision, Report
from tests.classifieds.test_posting import PostingTestCase
from tests.classifieds.test_queue import QUEUE, QueueTestCase, doubtful
from tests.factories import make_editor, make_listing, make_photo, make_staff

STANDING = ("held_at", "held_for", "quarantined_at", "reviewed_at", "kept_until", "expires_at", "appealed_at", "drift")


class UndoTests(QueueTestCase):
    def undo(self, verb: str) -> str:
        """Take back the last decision of this verb; what the next page says."""
        number = Decision.objects.filter(verb=verb)[0].number
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(f"{QUEUE}undo/", {"number": number}, follow=True)
        return "\n".join(map(str, answer.context["messages"]))

    def standing(self, listing: Listing) -> object:
        return Listing.objects.filter(pk=listing.pk).values(*STANDING).get()

    def test_every_decision_can_be_taken_back_to_how_it_was(self) -> None:
        for verb, logged in (("approve", "approve"), ("hide", "hold"), ("keep", "keep")):
            listing = doubtful(held_at=timezone.now(), held_for="score")
            listing.report("诈骗", visitor="v", sender="s")
            listing.appeal("误会")
            before = self.standing(listing)
            self.decide(verb, self.stamp(listing))
            self.assertNotEqual(self.standing(listing), before, verb)
            self.assertIn("已撤销", self.undo(logged))
            self.assertEqual(self.standing(listing), before, verb)
            self.assertEqual(Report.objects.unsettled().filter(object_id=listing.pk).count(), 1, verb)
            self.assertIn(listing.pk, self.order())

    def test_a_ban_taken_back_lets_the_contact_publish_again(self) -> None:
        listing = doubtful()
        twin = make_listing(phone=listing.contact.phone)
        held = make_listing(phone=listing.contact.phone)
        held.hold(by=make_editor(), reason="另一件事")
        self.decide("ban", self.stamp(listing))
        self.assertIn("已撤销", self.undo("ban"))
        self.assertEqual(set(Listing.objects.public()), {listing, twin})
        self.assertFalse(DeniedContact.objects.exists())

    def test_a_rejected_claim_waits_again(self) -> None:
        listing = make_listing()
        listing.claim_contact()
        self.decide("reject", self.stamp(listing))
        self.assertIn("已撤销", self.undo("reject claim"))
        self.assertFalse(Contact.objects.revealable().exists())
        self.assertEqual(self.order(), [listing.pk])

    def test_nothing_is_undone_over_a_later_change(self) -> None:
        """Approved, then edited into something that is held: undoing the approval must not show it."""
        listing = doubtful()
        self.decide("approve", self.stamp(listing))
        Listing.objects.filter(pk=listing.pk).update(held_at=timezone.now(), held_for="score", reviewed_at=None)
        self.assertIn("不能撤销", self.undo("approve"))
        self.assertFalse(Listing.objects.public().exists())

    def test_only_the_last_decision_is_taken_back_and_only_once(self) -> None:
        listing = doubtful()
        self.decide("approve", self.stamp(listing))
        listing.refresh_from_db()
        listing.hold(by=make_staff("审核"), reason="再看一遍")
        self.assertIn("不能撤销", self.undo("approve"))
        self.assertIn("已撤销", self.undo("hold"))
        self.assertIn("不能撤销", self.undo("hold"))

    def test_what_cannot_be_undone_is_not_offered(self) -> None:
        listing = make_listing()
        listing.claim_contact()
        self.decide("confirm", self.stamp(listing))
        make_listing().hold(by=None, reason="多个网络的读者举报", held_for="reports")
        for number in (*Decision.objects.filter(by=None).values_list("number", flat=True), 0, 10**17):
            answer = self.client.post(f"{QUEUE}undo/", {"number": number}, follow=True)
            self.assertContains(answer, "不能撤销")


class RevisionTests(PostingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.manage_path(self.post(title="水门桥两室", body="拎包入住"))
        self.listing = Listing.objects.get()

    def test_an_edit_is_kept_with_what_was_and_what_became(self) -> None:
        self.client.post(f"{self.path}edit/", self.said(title="水门桥两室", body="家电齐全", a_rent="1600"))
        lines = {str(name): (was, now) for name, was, now in Revision.objects.get().lines()}
        self.assertEqual(lines["补充说明"], ("拎包入住", "家电齐全"))
        self.assertIn("1,500", lines["属性"][0])
        self.assertIn("1,600", lines["属性"][1])
        self.assertEqual(set(lines), {"补充说明", "属性"})

    def test_a_new_contact_is_seen_and_cannot_be_read(self) -> None:
        self.client.post(f"{self.path}edit/", self.said(title="水门桥两室", body="拎包入住", phone="13900139000"))
        said = str(Revision.objects.values().get())
        self.assertIn("联系方式", [str(name) for name, _was, _now in Revision.objects.get().lines()])
        for phone in ("13800138000", "13900139000"):
            self.assertNotIn(phone, said)

    def test_an_edit_that_changes_nothing_leaves_none(self) -> None:
        self.client.post(f"{self.path}edit/", self.said(title="水门桥两室", body="拎包入住"))
        self.assertFalse(Revision.objects.exists())

    def test_photos_count_as_well_and_moderators_see_it_all(self) -> None:
        photo = make_photo(self.listing)
        self.client.post(f"{self.path}photos/{photo.pk}/remove/")
        self.client.post(f"{self.path}edit/", self.said(title="低价转让", body="拎包入住"))
        self.client.force_login(make_staff("审核"))
        page = self.client.get(f"/admin/classifieds/listing/{self.listing.pk}/change/")
        self.assertContains(page, "<del>水门桥两室</del> → <ins>低价转让</ins>")
        self.assertContains(page, f"照片：<del>{str(photo)[:8]}</del>")
