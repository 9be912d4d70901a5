"""Pictures from outside: refused with a reason, or re-encoded and stored under a name made of their content."""

import hashlib
import json
import logging
import subprocess
import sys
import threading
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib import reencode
from portal.lib.reencode import RefusedError, Rendition

MOST_BYTES = 15 * 1024 * 1024
SECONDS = 10
REASONS = {
    "unknown": gettext_lazy("这个文件不是能用的图片。请上传 JPEG、PNG、WebP、AVIF 或 GIF 格式的图片。"),
    "heic": gettext_lazy("这是 HEIC 格式的照片，很多手机和电脑打不开。请先转成 JPEG 再上传。"),
    "pixels": gettext_lazy("这张图片的尺寸太大。请缩小到2000万像素以内再上传。"),
    "scans": gettext_lazy("这张图片的编码方式不常见，不能处理。请另存为普通 JPEG 后再上传。"),
    "broken": gettext_lazy("这张图片已经损坏或不完整，读不出来。请换一张，或重新导出后再上传。"),
    "slow": gettext_lazy("这张图片处理起来太费时间。请缩小后再上传。"),
}

logger = logging.getLogger(__name__)

# One picture at a time in each process, however many threads it has: that bounds the memory of them all.
_turn = threading.Lock()


class PictureError(ValueError):
    """Why a picture is not taken, in words for whoever sent it."""


def read(upload: "File[bytes]") -> list[Rendition]:
    """The renditions of an uploaded picture, the whole first. Made in a program of its own (see reencode.py)."""
    if upload.size > MOST_BYTES:
        raise PictureError(_("这个文件有%(size)s MB，图片最大15 MB。") % {"size": -(-upload.size // 1024**2)})
    upload.seek(0)
    data = upload.read()
    with _turn:
        try:
            done = subprocess.run(  # noqa: S603 - our own file, and nothing of the upload on the command line
                [sys.executable, "-I", str(Path(reencode.__file__))],
                input=data,
                capture_output=True,
                timeout=SECONDS,
                check=False,
                env={"MALLOC_ARENA_MAX": "1"},
            )
        except subprocess.TimeoutExpired as error:
            raise PictureError(REASONS["slow"]) from error
    return _answer(done, data)


def _answer(done: "subprocess.CompletedProcess[bytes]", data: bytes) -> list[Rendition]:
    """What the program made, or the reason why it made nothing."""
    head, _newline, rest = done.stdout.partition(b"\n")
    if done.returncode or not head:
        logger.warning("A picture stopped its decoder (%s): %s", done.returncode, done.stderr[-500:])
        raise PictureError(REASONS["broken"])
    answer = json.loads(head)
    if "refused" in answer:
        raise PictureError(REASONS["heic" if _is_heic(data) else answer["refused"]])
    renditions = []
    for width, height, length in answer["sizes"]:
        renditions.append(Rendition(width, height, rest[:length]))
        rest = rest[length:]
    return renditions


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}


def read_own(data: bytes) -> list[Rendition]:
    """The same for a picture of our own, such as one of the demo's: quicker, since it needs no guard."""
    try:
        return reencode.reencode(data)
    except RefusedError as refusal:
        raise PictureError(REASONS[str(refusal)]) from refusal


def rendition_name(name: str, width: int) -> str:
    """The name of the rendition beside the whole: `a/b.webp` and `a/b-640.webp`."""
    return f"{name.removesuffix('.webp')}-{width}.webp"


def names(name: str, widths: list[int]) -> list[str]:
    """The names of the whole and of its renditions."""
    return [name, *(rendition_name(name, width) for width in widths)]


def store(renditions: list[Rendition], folder: str) -> str:
    """Put the renditions into the storage; the name of the whole. The same picture always gets the same name."""
    digest = hashlib.sha256(renditions[0].webp).hexdigest()[:32]
    return put(renditions, f"{folder}/{digest[:2]}/{digest}.webp", default_storage)


def put(renditions: list[Rendition], name: str, storage: Storage) -> str:
    """Put the whole, which is the first, into the storage under this name, and the others beside it; the name."""
    whole, *smaller = renditions
    for one in smaller:
        _put(rendition_name(name, one.width), one.webp, storage)
    _put(name, whole.webp, storage)
    return name


def _put(name: str, content: bytes, storage: Storage) -> None:
    """Store the file, unless it is there already, whole."""
    if storage.exists(name):
        if storage.size(name) == len(content):
            return
        storage.delete(name)
    storage.save(name, ContentFile(content))


def remove(name: str, widths: list[int], storage: Storage = default_storage) -> None:
    """Take the picture and its renditions out of the storage."""
    for one in (name, *(rendition_name(name, width) for width in widths)):
        storage.delete(one)
