"""Photos of a posting: taken with the form or before it, lost by no mistake, seen by nobody who may not."""

import datetime
import re
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from classifieds import tray
from classifieds.models import Listing, Photo
from classifieds.models.photo import photo_storage
from portal.lib import images
from portal.moderation.takedown import withdraw
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_editor, make_listing, make_photo
from tests.samples import encoded, make_scene, photo, photo_with_secrets, png_claiming

PATH = "/classifieds/post/rent/"


def sent(data: bytes | None = None, name: str = "客厅.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or photo(), content_type="image/jpeg")


class PhotoTestCase(PostingTestCase):
    """Pictures are read in this process: that they are read in another is the business of test_images.py."""

    def setUp(self) -> None:
        super().setUp()
        reading = mock.patch.object(images, "read", lambda upload: images.read_own(upload.read()))
        reading.start()
        self.addCleanup(reading.stop)

    def numbers(self, response: Any) -> list[str]:
        """The photos that a form has chosen."""
        return re.findall(r'name="photo" value="(\d+)" checked', response.content.decode())


class PostingTests(PhotoTestCase):
    def test_photos_go_with_the_form_and_stand_on_the_page_in_their_order(self) -> None:
        self.post(photos=[sent(photo(800, 600)), sent(photo(400, 300))])
        listing = Listing.objects.get()
        self.assertTrue(listing.has_photo)
        self.assertEqual([(one.width, one.widths) for one in listing.photos.all()], [(800, [320, 640]), (400, [320])])
        page = self.client.get(listing.get_absolute_url())
        for one in listing.photos.all():
            self.assertContains(page, f'href="{one.file.url}"')
        self.assertEqual(self.client.get(listing.photos.all()[0].src)["Content-Type"], "image/webp")
        self.assertContains(self.client.get("/classifieds/rent/?photos=1"), listing.title)

    def test_a_form_that_fails_keeps_its_photos_and_the_next_try_publishes_them(self) -> None:
        page = self.post(a_rent="面谈吧", photos=[sent(), sent(b"no picture", "假.jpg")])
        self.assertContains(page, "假.jpg：这个文件不是能用的图片", status_code=422)
        self.assertEqual(len(self.numbers(page)), 1)
        again = self.client.get(PATH)
        self.assertEqual(self.numbers(again), self.numbers(page))  # also for who comes back to an empty form
        self.client.post(PATH, self.filled(again, photo=self.numbers(again)))
        self.assertEqual(Listing.objects.get().photos.count(), 1)

    def test_what_was_left_out_is_not_published_and_goes(self) -> None:
        page = self.post(phone="", photos=[sent(), sent()])
        last = self.numbers(page)[1]
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(PATH, self.filled(page, photo=[last]))
        self.assertEqual([str(one.pk) for one in Listing.objects.get().photos.all()], [last])
        self.assertEqual(Photo.objects.count(), 1)

    def test_photos_are_sent_while_the_form_is_filled_in(self) -> None:
        answer = self.client.post(f"{PATH}photos/", {"photos": [sent()]})
        self.assertContains(answer, 'name="photo"')
        refused = self.client.post(f"{PATH}photos/", {"photos": [sent(png_claiming(20_000, 20_000))]})
        self.assertContains(refused, "尺寸太大", status_code=422)
        self.assertEqual(self.client.get(f"{PATH}photos/").status_code, 405)
        self.post(photo=self.numbers(answer))
        self.assertEqual(Listing.objects.get().photos.count(), 1)

    def test_nine_at_most(self) -> None:
        page = self.post(photos=[sent() for _number in range(11)])
        self.assertContains(page, "最多9张照片，请去掉2张。", status_code=422)
        self.client.post(PATH, self.filled(page, photo=self.numbers(page)[:9]))
        self.assertEqual(Listing.objects.get().photos.count(), 9)

    def test_beyond_the_limits_of_a_network_photos_are_refused_and_words_are_kept(self) -> None:
        with self.settings(RATE_LIMITS={**settings.RATE_LIMITS, "classifieds:photos": (1, 3600)}):
            page = self.post(body="拎包入住", photos=[sent(), sent()])
        self.assertContains(page, "传的照片太多了", status_code=422)
        self.assertContains(page, "拎包入住", status_code=422)


class HostileTests(PostingTestCase):
    """CVE-2014-8085, CVE-2026-118063, CVE-2016-10751: what pretends to be a picture, read as it is in earnest."""

    def test_what_is_no_photo_is_refused_with_a_reason_and_nothing_of_it_is_stored(self) -> None:
        hostile = {
            "169.png": (png_claiming(13_000, 13_000), "尺寸太大"),
            "active.svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不是能用的图片"),
            "half.jpg": (photo(600, 400)[:900], "已经损坏或不完整"),
            "shell.php": (b"<?php system($_GET[0]); ?>", "不是能用的图片"),
        }
        page = self.post(photos=[sent(data, name) for name, (data, _reason) in hostile.items()])
        for name, (_data, reason) in hostile.items():
            self.assertContains(page, f"{name}：", status_code=422)
            self.assertContains(page, reason, status_code=422)
        self.assertEqual((Photo.objects.count(), list(settings.PHOTOS_ROOT.rglob("*"))), (0, []))

    def test_a_photo_brings_its_pixels_along_and_nothing_else(self) -> None:
        shell = photo_with_secrets() + b"<?php system($_GET[0]); ?>"
        self.post(photos=[sent(shell, "../../static/shell.php.jpg"), sent(shell, "<img src=x onerror=alert(1)>")])
        stored = [path for path in settings.PHOTOS_ROOT.rglob("*") if path.is_file()]
        self.assertEqual({path.parent for path in stored}, {settings.PHOTOS_ROOT})
        self.assertEqual(len(stored), 2)
        for path in stored:
            self.assertRegex(path.name, r"^[0-9a-f]{32}\.webp$")
            for planted in (b"secret", b"Secret", b"php", b"Exif", b"GPS"):
                self.assertNotIn(planted, path.read_bytes())


class TrayTests(PhotoTestCase):
    """CVE-2026-106646, CVE-2025-14047: photo endpoints that take what belongs to others, attached or not."""

    def test_a_form_takes_no_photo_of_another_listing_or_tray(self) -> None:
        theirs = make_photo(make_listing())
        drafted = self.numbers(self.client.post(f"{PATH}photos/", {"photos": [sent()]}))
        other_category = self.numbers(self.client.post("/classifieds/post/sale/photos/", {"photos": [sent()]}))
        self.assertEqual(self.post(photo=other_category).status_code, 403)
        self.client = Client()
        for number in (str(theirs.pk), drafted[0]):
            self.assertEqual(self.post(photo=[number]).status_code, 403)
        self.assertFalse(Listing.objects.exclude(photos=theirs).exists())
        self.assertEqual(Photo.objects.filter(listing=None).count(), 2)

    def test_nonsense_for_photos_is_left_out(self) -> None:
        self.assertEqual(self.post(photo=["x", "-1", "9" * 30, "９", "999999"]).status_code, 200)

    def test_a_forged_cookie_opens_no_tray(self) -> None:
        self.client.post(f"{PATH}photos/", {"photos": [sent()]})
        self.client.cookies["tray"] = "0" * 32
        self.assertEqual(self.numbers(self.client.get(PATH)), [])

    def test_what_is_never_published_goes_after_a_day_with_its_files(self) -> None:
        self.client.post(f"{PATH}photos/", {"photos": [sent(photo(800, 600))]})
        kept = make_photo(make_listing())
        waiting = Photo.objects.get(listing=None)
        self.assertEqual(tray.clear(), 0)
        later = timezone.now() + datetime.timedelta(hours=25)
        with mock.patch("django.utils.timezone.now", return_value=later), self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(tray.clear(), 1)
        self.assertEqual(Photo.objects.get(), kept)
        self.assertFalse(photo_storage().exists(str(waiting)))
        self.assertFalse(photo_storage().exists(f"{str(waiting)[:-5]}-320.webp"))


class ShowingTests(PhotoTestCase):
    def status(self, one: Photo) -> set[int]:
        """What the addresses of all widths answer."""
        return {self.client.get(one.url(width)).status_code for width in (320, 640, 1280)}

    def test_photos_are_shown_while_their_listing_is_public_and_not_a_moment_longer(self) -> None:
        listing = make_listing()
        shown = make_photo(listing, photo(1400, 900))
        self.assertEqual(self.status(shown), {200})
        for change in ("held_at", "withdrawn_at", "deleted_at", "expires_at"):
            Listing.objects.filter(pk=listing.pk).update(**{change: timezone.now()})
            self.assertEqual(self.status(shown), {410}, change)
            later = timezone.now() + datetime.timedelta(days=9)
            Listing.objects.filter(pk=listing.pk).update(**{change: later if change == "expires_at" else None})

    def test_a_takedown_takes_the_photos(self) -> None:
        listing = make_listing()
        shown = make_photo(listing)
        withdraw(listing, by=make_editor(), reason="当事人申请")
        self.assertEqual(self.status(shown), {410})

    def test_who_was_given_a_private_address_sees_what_readers_do_not(self) -> None:
        hidden = make_photo(make_listing(held_at=timezone.now()))
        other = make_photo(make_listing(held_at=timezone.now()))
        address = hidden.private_src
        self.assertEqual(self.client.get(address).status_code, 200)
        key = address.partition("?")[2]
        self.assertEqual(self.client.get(f"{other.src}?{key}").status_code, 410)
        later = timezone.now() + datetime.timedelta(hours=25)
        with mock.patch("time.time", return_value=later.timestamp()):
            self.assertEqual(self.client.get(address).status_code, 410)

    def test_only_the_readers_own_cache_keeps_a_photo(self) -> None:
        answer = self.client.get(make_photo(make_listing()).src)
        self.assertIn("private", answer["Cache-Control"])
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertFalse(answer.cookies)

    def test_photos_lie_outside_of_what_a_web_server_hands_out(self) -> None:
        shown = make_photo(make_listing())
        for path in (f"/media/{shown}", f"/media/../photos/{shown}", f"/classifieds/photos/../photos/{shown}/"):
            self.assertIn(self.client.get(path).status_code, {400, 404}, path)

    def test_what_its_poster_deleted_takes_its_files_along(self) -> None:
        listing = make_listing()
        gone = make_photo(listing, encoded(make_scene(1)))
        with self.captureOnCommitCallbacks(execute=True):
            listing.delete_by_poster()
        self.assertFalse(photo_storage().exists(str(gone)))
