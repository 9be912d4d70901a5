"""Makes clean WebP of the bytes of a picture, in several widths.

For uploads, portal/lib/images.py runs this file as a program of its own, under limits of memory and time that the
system enforces: whatever a hostile file makes a decoder do, the web server only sees that the program gave up.
"""

import io
import json
import resource
import sys
from dataclasses import dataclass

from PIL import AvifImagePlugin, Image, ImageCms

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MOST_PIXELS = 40_000_000
# What their decoders need beside the picture itself would not fit into MEMORY.
MOST_PIXELS_OF = {"WEBP": 20_000_000, "AVIF": 20_000_000}
# A progressive JPEG can hold thousands of empty scans, each of which walks over the whole picture.
MOST_SCANS = 50
LONGEST = 2560
WIDTHS = (320, 640, 960, 1280, 1920)
# Method 4 takes six times as long for nothing (measured).
QUALITY = {"quality": 80, "method": 2}
MEMORY = 384 * 1024 * 1024
SECONDS = 8

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


class RefusedError(ValueError):
    """Why a picture is not taken: `unknown`, `pixels`, `scans` or `broken`."""


@dataclass(frozen=True)
class Rendition:
    """The picture in one width."""

    width: int
    height: int
    webp: bytes


def reencode(data: bytes) -> list[Rendition]:
    """The picture upright, in sRGB, with nothing but its pixels: as large as it is kept, then in each lesser width."""
    whole = _plain(_upright(_decoded(data)))
    smaller = [whole.resize((width, _height(whole, width))) for width in WIDTHS if width < whole.width]
    return [Rendition(*image.size, _webp(image)) for image in (whole, *smaller)]


def _height(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", **QUALITY)
    return out.getvalue()


def _decoded(data: bytes) -> Image.Image:
    """The first frame, no longer than LONGEST. Sizes are looked at before a pixel is decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise RefusedError("pixels") from error
    except Exception as error:  # Decoders raise whatever they like for what they cannot read.
        raise RefusedError("unknown") from error
    if image.width * image.height > MOST_PIXELS_OF.get(str(image.format), MOST_PIXELS):
        raise RefusedError("pixels")
    if image.format in {"JPEG", "MPO"} and data.count(b"\xff\xda") > MOST_SCANS:
        raise RefusedError("scans")
    try:
        image.draft(None, _fitting(image))  # Decodes a large JPEG smaller at once, and does nothing to others.
        image.load()
        if max(image.size) > LONGEST:
            return _smaller(image)
    except MemoryError as error:
        raise RefusedError("pixels") from error
    except Exception as error:  # As above.
        raise RefusedError("broken") from error
    return image


def _fitting(image: Image.Image) -> tuple[int, int]:
    """The size in which the longer side is LONGEST."""
    scale = LONGEST / max(image.size)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _smaller(image: Image.Image) -> Image.Image:
    """The picture in that size; palettes and 16 bits are resolved before, since mixing their numbers means nothing."""
    if image.mode in {"1", "P", "PA"} or image.mode.startswith("I"):
        image = _resolved(image)
    small = image.resize(_fitting(image), reducing_gap=2.0)
    small.info = image.info
    return small


def _resolved(image: Image.Image) -> Image.Image:
    """The picture in a mode of eight bits whose numbers are brightnesses."""
    if image.mode.startswith("I"):
        return image.point(lambda brightness: brightness * (1 / 256)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _upright(image: Image.Image) -> Image.Image:
    """The picture as the camera was held. EXIF that cannot be read says nothing."""
    try:
        turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # Its parser, too, raises whatever it likes.
        return image
    if turn is None:
        return image
    turned = image.transpose(turn)
    turned.info = image.info
    return turned


def _plain(image: Image.Image) -> Image.Image:
    """RGB in the colours of the web, on white where it was transparent, and no metadata."""
    profile = image.info.get("icc_profile")
    if image.mode in {"1", "P", "PA"} or image.mode.startswith("I"):
        image = _resolved(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image = _in_srgb(image, profile) if profile else image
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours of a profile as those of the web; a profile that cannot be used is as good as none."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def main() -> None:
    """Read a picture from standard input; answer with a line of JSON and the renditions one after the other."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    out = sys.stdout.buffer
    try:
        renditions = reencode(sys.stdin.buffer.read())
    except MemoryError:
        out.write(json.dumps({"refused": "pixels"}).encode())
    except RefusedError as refusal:
        out.write(json.dumps({"refused": str(refusal)}).encode())
    else:
        sizes = [(one.width, one.height, len(one.webp)) for one in renditions]
        out.write(json.dumps({"sizes": sizes}).encode() + b"\n" + b"".join(one.webp for one in renditions))


if __name__ == "__main__":
    main()
