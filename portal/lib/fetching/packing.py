"""Unpacking what was compressed for the way, and no more of it than wanted: a small file can unpack to gigabytes."""

import zlib

import brotli
from django.utils.translation import gettext as _

from portal.lib.fetching.reasons import FetchError

MOST_LAYERS = 2
GZIP = b"\x1f\x8b\x08"


def unpack(data: bytes, encodings: str, most: int) -> bytes:
    """Undo the Content-Encoding, layer by layer, up to so many bytes."""
    layers = [name.strip().lower() for name in encodings.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(layers) > MOST_LAYERS:
        raise FetchError(_("内容压缩了太多层，不读取。"))
    for name in reversed(layers):
        data = _one_layer(data, name, most)
    return data


def _one_layer(data: bytes, name: str, most: int) -> bytes:
    try:
        if name in {"gzip", "x-gzip"}:
            return gunzip(data, most)
        if name == "deflate":
            return _inflate(data, most, zlib.MAX_WBITS if _has_zlib_head(data) else -zlib.MAX_WBITS)[0]
        if name == "br":
            return _unbrotli(data, most)
    except (zlib.error, brotli.error) as error:
        raise FetchError(_("压缩的内容坏了，解不开。")) from error
    raise FetchError(_("内容用了不认识的压缩方式：%(name)s。") % {"name": name[:20]})


def gunzip(data: bytes, most: int) -> bytes:
    """All members of a gzip file; what follows the last one is ignored, as every reader does."""
    whole = b""
    while data.startswith(GZIP):
        part, data = _inflate(data, most - len(whole), 16 + zlib.MAX_WBITS)
        whole += part
    return whole


def _has_zlib_head(data: bytes) -> bool:
    """Some servers send deflate without the envelope that its name means."""
    return len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0


def _inflate(data: bytes, most: int, bits: int) -> tuple[bytes, bytes]:
    """What it holds, and what follows it."""
    engine = zlib.decompressobj(bits)
    found = engine.decompress(data, most + 1)
    if len(found) > most:
        raise FetchError(_("内容解压后太大，不读取。"))
    if not engine.eof:
        raise FetchError(_("压缩的内容没有传完，中间断了。"))
    return found, engine.unused_data


def _unbrotli(data: bytes, most: int) -> bytes:
    engine = brotli.Decompressor()
    found = b""
    while not engine.is_finished():
        part = engine.process(data, output_buffer_limit=most + 1 - len(found))
        found, data = found + part, b""
        if len(found) > most:
            raise FetchError(_("内容解压后太大，不读取。"))
        if not part and engine.can_accept_more_data():
            raise FetchError(_("压缩的内容没有传完，中间断了。"))
    return found
