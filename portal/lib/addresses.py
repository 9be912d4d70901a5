"""Web addresses: as they are compared, the many spellings of one page as one; and as others need them, whole."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

# What senders of links append; it never changes the page.
TRACKING = {
    *("from", "isappinstalled", "scene", "spm", "scm", "fbclid", "gclid", "yclid", "msclkid", "wfr", "srcid"),
    *("share_token", "share_from", "share_source", "sharer_shareid", "chksm", "nettype", "nsukey", "clicktime"),
}
TRACKING_PREFIX = re.compile(r"utm_|_utm|hmsr|hmpl|hmcu|hmkw|hmci|bd_|mc_|pk_")
# The same page for telephones, or without the letters that nobody types.
MOBILE = re.compile(r"^(?:www\d?|m|wap|mobile|3g|touch|amp)\.(?=[^.]+\.)")
FRONT = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
AMP = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)", re.IGNORECASE)
SAFE = ":@!$&'()*+,;=~-._"


def canonical(url: str) -> str:
    """The address by which a page is known: host, path and meaningful query; "" for what is no web address.

    http and https, www. and m., AMP pages, tracking keys, the order of keys, fragments, percent signs that need not
    be there and a slash at the end make no difference.
    """
    known = _without_trimmings(url)
    while known and (again := _without_trimmings(f"https://{known}")) != known:  # www.m.paper.example
        known = again
    return known


def _without_trimmings(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    host = MOBILE.sub("", host)
    place = f"{host}:{port}" if port not in {None, 80, 443} else host
    segments = AMP.sub("", re.sub(r"/{2,}", "/", parts.path)).split("/")
    path = "/".join(quote(unquote(segment), safe=SAFE) for segment in segments)
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _is_tracking(pair[0])))
    return place + FRONT.sub("", path).rstrip("/") + (f"?{query}" if query else "")


def _is_tracking(name: str) -> bool:
    return name.lower() in TRACKING or bool(TRACKING_PREFIX.match(name.lower())) or name.lower() == "amp"


def whole(path: str) -> str:
    """A path of this site with the site before it; an address that is whole already as it is."""
    return str(iri_to_uri(path if path.startswith(("http://", "https://")) else settings.SITE_URL + path))
