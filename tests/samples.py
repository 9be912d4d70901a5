"""Files that tests upload: pictures of every sort, and what pretends to be one. All made here, none is stored."""

import io
import random
import struct
import zlib
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageCms


def make_image(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture that is red on its left half and white on its right, so that one can see how it lies."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def make_scene(number: int, width: int = 320, height: int = 240) -> Image.Image:
    """One of any number of pictures with as much detail in every size as a photo has."""
    dice = random.Random(number)
    scene = _noise(dice, 4, (width, height))
    for fineness, weight in ((8, 0.4), (16, 0.3), (40, 0.2)):
        scene = Image.blend(scene, _noise(dice, fineness, (width, height)), weight)
    return scene


def _noise(dice: random.Random, fineness: int, size: tuple[int, int]) -> Image.Image:
    rows = fineness * 3 // 4
    spots = Image.frombytes("RGB", (fineness, rows), dice.randbytes(fineness * rows * 3))
    return spots.resize(size, Image.Resampling.BICUBIC)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> "ContentFile[bytes]":
    return ContentFile(data, name=name)


def photo(width: int = 64, height: int = 48) -> bytes:
    """An ordinary JPEG."""
    return encoded(make_image(width, height))


def photo_with_secrets() -> bytes:
    """A JPEG that tells where it was taken, with what, and what somebody noted."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 36.0, 0.0), 3: "E", 4: (119.0, 1.0, 0.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(
        make_image(), exif=exif, comment=b"<script>secret</script>", icc_profile=profile, xmp=b"<x>secret</x>"
    )


def photo_on_its_side(orientation: int, kind: str = "JPEG") -> bytes:
    """The picture of make_image() as a camera stores it that was held otherwise."""
    undo = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(make_image().transpose(undo[orientation]), kind, exif=exif)


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that claim to be a PNG of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def jpeg_of_endless_scans(scans: int = 3000) -> bytes:
    """A progressive JPEG whose last scan comes again and again; decoding it as it stands takes minutes."""
    data = encoded(Image.new("RGB", (3000, 3000), "white"), progressive=True)
    start, end = data.rfind(b"\xff\xda"), data.rfind(b"\xff\xd9")
    return data[:end] + data[start:end] * scans + data[end:]
