"""Pictures from outside: what is taken stands upright and tells nothing; what is not is refused with a reason."""

import io
import subprocess
import sys
import time
from unittest import mock

from django.core.files.storage import default_storage
from django.test import SimpleTestCase
from PIL import Image

from portal.lib import images, reencode
from tests.samples import (
    encoded,
    jpeg_of_endless_scans,
    make_image,
    photo,
    photo_on_its_side,
    photo_with_secrets,
    png_claiming,
    upload,
)


def opened(webp: bytes) -> Image.Image:
    return Image.open(io.BytesIO(webp))


class ReadTests(SimpleTestCase):
    def colours(self, data: bytes) -> tuple[str, str]:
        """What stands at the left and at the right of the picture as readers get it."""
        image = opened(images.read(upload(data))[0].webp).convert("RGB")
        names = []
        for x in (image.width // 8, image.width * 7 // 8):
            red, green, _blue = image.getpixel((x, image.height // 2))  # type: ignore[misc]
            names.append("red" if red > 150 > green + 50 else "white" if min(red, green) > 200 else "other")
        return names[0], names[1]

    def test_every_usual_format_is_taken(self) -> None:
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
            with self.subTest(kind):
                self.assertEqual(self.colours(encoded(make_image(), kind)), ("red", "white"))

    def test_every_mode_keeps_its_colours(self) -> None:
        for mode, kind in (("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("P", "GIF")):
            with self.subTest(f"{mode} {kind}"):
                self.assertEqual(self.colours(encoded(make_image(mode=mode), kind)), ("red", "white"))

    def test_sixteen_bits_keep_their_brightness(self) -> None:
        image = Image.new("I;16", (40, 40), 20_000)
        shown = opened(images.read(upload(encoded(image, "PNG")))[0].webp).convert("L")
        self.assertLess(abs(shown.tobytes()[0] - 20_000 / 256), 3)

    def test_what_was_transparent_stands_on_white(self) -> None:
        image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        shown = opened(images.read(upload(encoded(image, "PNG")))[0].webp).convert("RGB")
        self.assertEqual(shown.getpixel((20, 20)), (255, 255, 255))

    def test_a_picture_held_sideways_stands_upright(self) -> None:
        for kind in ("JPEG", "WEBP", "PNG"):
            for orientation in (3, 6, 8):
                with self.subTest(f"{kind} {orientation}"):
                    self.assertEqual(self.colours(photo_on_its_side(orientation, kind)), ("red", "white"))

    def test_nothing_but_the_pixels_is_kept(self) -> None:
        data = photo_with_secrets()
        self.assertIn(b"SecretCamera", data)
        for rendition in images.read(upload(data)):
            image = opened(rendition.webp)
            self.assertEqual(dict(image.getexif()), {})
            self.assertFalse({"exif", "xmp", "icc_profile", "comment"} & set(image.info))
            self.assertNotIn(b"ecret", rendition.webp)

    def test_what_hangs_behind_the_picture_is_gone(self) -> None:
        payload = b"<?php system('id'); ?>"
        whole = images.read(upload(photo() + payload))[0]
        self.assertNotIn(payload, whole.webp)

    def test_renditions_are_smaller_never_larger(self) -> None:
        sizes = [(one.width, one.height) for one in images.read(upload(photo(1000, 500)))]
        self.assertEqual(sizes, [(1000, 500), (320, 160), (640, 320), (960, 480)])

    def test_a_very_large_picture_is_kept_smaller(self) -> None:
        whole, *smaller = images.read(upload(photo(5000, 2500)))
        self.assertEqual((whole.width, whole.height), (2560, 1280))
        self.assertEqual([one.width for one in smaller], list(reencode.WIDTHS))

    def test_a_picture_of_our_own_is_read_the_same_way(self) -> None:
        self.assertEqual(images.read_own(photo(700, 500)), images.read(upload(photo(700, 500))))
        with self.assertRaises(images.PictureError):
            images.read_own(b"nonsense")


class RefusalTests(SimpleTestCase):
    def refusal(self, data: bytes) -> str:
        with self.assertRaises(images.PictureError) as caught:
            images.read(upload(data))
        return str(caught.exception)

    def test_active_content_is_not_a_picture(self) -> None:
        for data in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<html></html>", b"GIF89a"):
            with self.subTest(data):
                self.assertIn("不是能用的图片", self.refusal(data))

    def test_other_formats_are_refused_though_pillow_reads_them(self) -> None:
        for kind in ("BMP", "TIFF", "ICO", "PPM"):
            with self.subTest(kind):
                self.assertIn("不是能用的图片", self.refusal(encoded(make_image(), kind)))

    def test_a_phone_photo_in_heic_gets_its_own_advice(self) -> None:
        self.assertIn("HEIC", self.refusal(b"\x00\x00\x00\x18ftypheic" + bytes(100)))

    def test_a_picture_cut_short_is_broken(self) -> None:
        data = photo(800, 600)
        self.assertIn("损坏", self.refusal(data[: len(data) // 2]))

    def test_a_flood_of_pixels_is_refused_before_it_is_decoded(self) -> None:
        for size in ((64_000, 64_000), (8_001, 5_000), (40_000_001, 1)):
            with self.subTest(size):
                self.assertIn("尺寸太大", self.refusal(png_claiming(*size)))

    def test_a_file_too_large_is_not_even_read(self) -> None:
        self.assertIn("15 MB", self.refusal(bytes(images.MOST_BYTES + 1)))

    def test_endless_scans_are_refused_at_once(self) -> None:
        began = time.monotonic()
        self.assertIn("编码方式", self.refusal(jpeg_of_endless_scans()))
        self.assertLess(time.monotonic() - began, images.SECONDS)

    def test_what_takes_too_long_is_given_up(self) -> None:
        began = time.monotonic()
        with mock.patch.object(images, "SECONDS", 0.01):
            self.assertIn("费时间", self.refusal(photo()))
        self.assertLess(time.monotonic() - began, 5)

    def test_memory_stays_bounded(self) -> None:
        for mode, kind, pixels in (("RGBA", "PNG", 40), ("RGB", "WEBP", 20), ("RGBA", "AVIF", 20)):
            side = int((pixels * 1e6) ** 0.5)
            options = {"WEBP": {"method": 0}, "AVIF": {"speed": 10}, "PNG": {"compress_level": 1}}[kind]
            with self.subTest(f"{mode} {kind}"):
                self.assertLess(self.megabytes(encoded(Image.new(mode, (side, side), "teal"), kind, **options)), 400)

    @staticmethod
    def megabytes(data: bytes) -> float:
        """The most memory that the program holds while it reads a picture."""
        script = (
            "import re, runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__');"
            "print(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1], file=sys.stderr)"
        )
        command = [sys.executable, "-I", "-c", script, reencode.__file__]
        done = subprocess.run(
            command, input=data, capture_output=True, check=True, timeout=60, env={"MALLOC_ARENA_MAX": "1"}
        )
        return int(done.stderr) / 1024


class StoreTests(SimpleTestCase):
    def setUp(self) -> None:
        self.renditions = images.read_own(photo(700, 500))
        self.name = images.store(self.renditions, "pictures")
        self.addCleanup(images.remove, self.name, [320, 640])

    def test_the_whole_and_its_renditions_are_stored(self) -> None:
        for name in (self.name, images.rendition_name(self.name, 320), images.rendition_name(self.name, 640)):
            self.assertTrue(default_storage.exists(name), name)

    def test_the_same_picture_has_the_same_name(self) -> None:
        self.assertEqual(images.store(self.renditions, "pictures"), self.name)
        self.assertNotEqual(images.store(images.read_own(photo(700, 501)), "pictures"), self.name)

    def test_half_a_file_left_by_a_crash_is_made_whole(self) -> None:
        with default_storage.open(self.name, "wb") as file:
            file.write(b"half")
        images.store(self.renditions, "pictures")
        self.assertEqual(default_storage.size(self.name), len(self.renditions[0].webp))

    def test_removing_leaves_nothing(self) -> None:
        images.remove(self.name, [320, 640])
        self.assertFalse(default_storage.exists(self.name))
        self.assertFalse(default_storage.exists(images.rendition_name(self.name, 640)))
