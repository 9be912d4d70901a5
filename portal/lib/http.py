"""Who is asking."""

import functools
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@functools.cache
def _trusted() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES)


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def client_address(request: HttpRequest) -> str:
    """The address of the nearest machine that is not one of our own proxies.

    X-Forwarded-For is read from the right, past TRUSTED_PROXIES; what stands further left is the client's own claim.
    """
    hops = [part for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    address = _parse(request.META.get("REMOTE_ADDR", "")) or ipaddress.IPv4Address(0)  # a unix socket has none
    while hops and any(address in network for network in _trusted()):
        nearer = _parse(hops.pop())
        if nearer is None:
            break
        address = nearer
    return str(address)


def network(address: str) -> str:
    """The part of an address that one household holds: an IPv4 address itself, the /64 of an IPv6 one."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def wider_network(address: str) -> str:
    """The part of an address that one customer of a provider can choose within: a /24, or a /48 of IPv6."""
    bits = 24 if ipaddress.ip_address(address).version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def is_cross_site(request: HttpRequest) -> bool:
    """Whether a browser says that another site made it send this request.

    Reader pages are the same bytes for everyone, so they cannot carry a CSRF token. Every current browser sends
    Sec-Fetch-Site, older ones Origin; a program that sends neither has no reader's cookies to misuse.
    """
    if said := request.headers.get("Sec-Fetch-Site"):
        return said not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    try:
        return bool(origin) and urlsplit(str(origin)).netloc != request.get_host()
    except ValueError:
        return True
