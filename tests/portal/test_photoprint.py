"""A photo is known again after what people do to photos, and no two photos are taken for one."""

import io
from collections.abc import Callable

from django.test import SimpleTestCase
from PIL import Image, ImageOps

from portal.lib import photoprint, reencode
from tests.samples import encoded, make_scene

PHOTOS = 40


def prints(image: Image.Image) -> list[int]:
    return photoprint.prints(encoded(image, "WEBP", quality=80))


def cropped(image: Image.Image, left: float, upper: float, right: float, lower: float) -> Image.Image:
    width, height = image.size
    return image.crop((round(left * width), round(upper * height), round(right * width), round(lower * height)))


def saved_again(image: Image.Image) -> Image.Image:
    return Image.open(io.BytesIO(encoded(image, "JPEG", quality=60)))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "cropped all around": lambda image: cropped(image, 0.025, 0.025, 0.975, 0.975),
    "cropped all around by more": lambda image: cropped(image, 0.05, 0.05, 0.95, 0.95),
    "cropped on one side": lambda image: cropped(image, 0.05, 0, 1, 1),
    "cropped at a corner": lambda image: cropped(image, 0, 0.05, 0.95, 1),
    "saved again": saved_again,
    "framed": lambda image: ImageOps.expand(image, 1, "black"),
    "made smaller": lambda image: image.resize((image.width // 2, image.height // 2)),
    "all of it": lambda image: saved_again(cropped(image.resize((200, 150)), 0.025, 0.025, 0.975, 0.975)),
}


class PrintTests(SimpleTestCase):
    def test_a_changed_photo_is_known_and_found_nineteen_times_of_twenty(self) -> None:
        scenes = [make_scene(number) for number in range(PHOTOS)]
        known = [prints(scene) for scene in scenes]
        for name, change in CHANGES.items():
            found = 0
            for scene, its in zip(scenes, known, strict=True):
                again = prints(change(scene))
                is_found = not photoprint.bands(its).isdisjoint(photoprint.bands_near(again))
                found += is_found and photoprint.alike(its, again)
            with self.subTest(name):
                self.assertGreaterEqual(found, PHOTOS * 0.95)

    def test_of_a_thousand_photos_no_two_are_taken_for_one(self) -> None:
        by_band: dict[int, list[list[int]]] = {}
        taken = 0
        for number in range(1000):
            one = prints(make_scene(number, 64, 48))
            near = [it for band in photoprint.bands_near(one) for it in by_band.get(band, [])]
            taken += any(photoprint.alike(one, it) for it in near)
            for band in photoprint.bands(one):
                by_band.setdefault(band, []).append(one)
        self.assertLessEqual(taken, 5)

    def test_plain_pictures_are_never_taken_for_each_other(self) -> None:
        for colour in ("white", "black"):
            self.assertEqual(prints(Image.new("RGB", (64, 48), colour)), [])
        self.assertFalse(photoprint.alike([], []))

    def test_what_a_reader_gets_has_the_prints_of_what_was_sent(self) -> None:
        scene = make_scene(1, 1600, 1200)
        smallest = reencode.reencode(encoded(scene))[1]
        self.assertTrue(photoprint.alike(photoprint.prints(smallest.webp), prints(scene)))
