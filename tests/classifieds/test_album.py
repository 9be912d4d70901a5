"""Photos in their poster's hands: added, removed and put in order by the secret, and judged anew."""

from django.utils import timezone

from classifieds.models import Listing, Photo
from classifieds.screening import photos
from tests.classifieds.test_ending import in_days
from tests.classifieds.test_photos import PhotoTestCase, sent
from tests.factories import make_editor, make_listing, make_photo
from tests.samples import encoded, make_scene


class AlbumTests(PhotoTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manage = self.manage_path(self.post())
        self.listing = Listing.objects.get()
        self.path = f"{self.manage}photos/"

    def order(self) -> list[Photo]:
        return list(self.listing.photos.all())

    def test_photos_are_added_up_to_nine(self) -> None:
        for _time in range(2):
            self.client.post(self.path, {"photos": [sent() for _number in range(4)]})
        self.assertEqual(self.client.get(self.path).content.count(b"<img"), 8)
        answer = self.client.post(self.path, {"photos": [sent(), sent()]})
        self.assertContains(answer, "最多9张照片。", status_code=422)
        self.assertEqual(len(self.order()), 9)
        self.listing.refresh_from_db()
        self.assertTrue(self.listing.has_photo)

    def test_what_is_no_picture_is_refused_with_its_name_and_the_rest_is_taken(self) -> None:
        answer = self.client.post(self.path, {"photos": [sent(b"<svg/>", "图.svg"), sent()]})
        self.assertContains(answer, "图.svg：这个文件不是能用的图片", status_code=422)
        self.assertEqual(len(self.order()), 1)

    def test_the_order_is_the_posters(self) -> None:
        one, two, three = (make_photo(self.listing, position=number) for number in range(3))
        self.client.post(f"{self.path}{three.pk}/earlier/")
        self.assertEqual(self.order(), [one, three, two])
        for _time in range(2):
            self.client.post(f"{self.path}{three.pk}/earlier/")
        self.assertEqual(self.order(), [three, one, two])
        self.assertEqual(self.listing.cover, three)

    def test_a_removed_photo_is_gone_with_its_file(self) -> None:
        one = make_photo(self.listing)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"{self.path}{one.pk}/remove/")
        self.assertEqual(self.client.get(one.src).status_code, 404)
        self.listing.refresh_from_db()
        self.assertFalse(self.listing.has_photo)

    def test_a_secret_reaches_no_photo_of_another_listing_or_tray(self) -> None:
        """CVE-2026-106646, and CVE-2024-13541: one's token on what is another's."""
        theirs = make_photo(make_listing())
        drafted = self.numbers(self.client.post("/classifieds/post/rent/photos/", {"photos": [sent()]}))[0]
        for number in (theirs.pk, drafted):
            for verb in ("remove", "earlier"):
                self.assertEqual(self.client.post(f"{self.path}{number}/{verb}/").status_code, 403)
        self.assertEqual(Photo.objects.count(), 2)

    def test_without_the_secret_or_by_get_nothing_changes(self) -> None:
        one = make_photo(self.listing)
        for verb in ("remove", "earlier"):
            self.assertEqual(self.client.get(f"{self.path}{one.pk}/{verb}/").status_code, 405)
            wrong = f"/classifieds/manage/wrong/photos/{one.pk}/{verb}/"
            self.assertEqual(self.client.post(wrong).status_code, 404)
        self.assertEqual(self.client.post("/classifieds/manage/wrong/photos/", {"photos": [sent()]}).status_code, 404)
        self.assertEqual(self.order(), [one])

    def test_photos_and_their_fingerprints_are_exported(self) -> None:
        one = make_photo(self.listing, encoded(make_scene(1)))
        exported = self.client.get(f"{self.manage}export/").json()["photos"]
        self.assertEqual([row["fingerprint"] for row in exported], [one.fingerprint])
        self.assertEqual(len(one.fingerprint), 16)


class SamePhotoTests(PhotoTestCase):
    """The same photo on the listings of three contacts within a week costs the third its reach."""

    def setUp(self) -> None:
        super().setUp()
        self.scene = make_scene(7)

    def spread(self, contacts: int) -> None:
        for number in range(contacts):
            listing = make_listing(phone=f"1390013900{number}")
            make_photo(listing, encoded(self.scene.resize((300 + number, 220)), quality=60))

    def test_the_third_contact_with_a_photo_goes_without_reach_and_is_told_why(self) -> None:
        self.spread(2)
        self.assertContains(self.post(photos=[sent(encoded(self.scene))]), "照片和别的号码发的信息里的一样")
        self.assertIsNotNone(Listing.objects.get(contact__phone="13800138000").quarantined_at)

    def test_the_second_and_ones_own_are_nothing_special(self) -> None:
        self.spread(1)
        self.post(photos=[sent(encoded(self.scene))], title="第一套")
        self.post(photos=[sent(encoded(self.scene))], title="第二套")
        codes = {reason["code"] for listing in Listing.objects.all() for reason in listing.reasons}
        self.assertNotIn("photo", codes)

    def test_another_photo_is_nothing_special(self) -> None:
        self.spread(2)
        self.post(photos=[sent(encoded(make_scene(8)))])
        self.assertIsNone(Listing.objects.get(contact__phone="13800138000").quarantined_at)

    def test_after_a_week_it_is_forgotten(self) -> None:
        self.spread(2)
        with in_days(8):
            self.assertGreater(photos.forget(), 0)
            self.post(photos=[sent(encoded(self.scene))])
        self.assertIsNone(Listing.objects.get(contact__phone="13800138000").quarantined_at)

    def test_added_later_it_costs_reach_and_removed_gives_it_back(self) -> None:
        self.spread(2)
        path = f"{self.manage_path(self.post())}photos/"
        mine = Listing.objects.filter(contact__phone="13800138000")
        self.client.post(path, {"photos": [sent(encoded(self.scene))]})
        self.assertIsNotNone(mine.get().quarantined_at)
        self.client.post(f"{path}{Photo.objects.last().pk}/remove/")  # type: ignore[union-attr]
        self.assertIsNone(mine.get().quarantined_at)

    def test_what_an_editor_held_no_photo_brings_back(self) -> None:
        path = f"{self.manage_path(self.post())}photos/"
        Listing.objects.get().hold(by=make_editor(), reason="号码有人投诉")
        self.client.post(path, {"photos": [sent()]})
        self.assertIsNotNone(Listing.objects.get(held_at__lte=timezone.now()).held_at)
