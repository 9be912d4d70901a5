"""The code that WeChat scans. Drawn here, as one SVG path; no picture service hears of it."""

import functools
import io
import re
from dataclasses import dataclass

import segno
from django.conf import settings


@dataclass(frozen=True)
class Code:
    """A QR code: the path of its dark modules and the side of its square, quiet zone included."""

    path: str
    side: int


@functools.lru_cache(maxsize=4096)
def qr_code(address: str) -> Code:
    """The code for an address of this site (a path)."""
    code = segno.make(settings.SITE_URL + address, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, xmldecl=False, svgns=False, nl=False, omitsize=True)
    found = re.search(r'\sd="([^"]+)"', out.getvalue().decode())
    if found is None:
        raise ValueError(f"no path in the code for {address}")
    return Code(found[1], int(code.symbol_size(border=2)[0]))
