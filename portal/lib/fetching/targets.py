"""Which addresses may be asked: written plainly, and leading to a public place on the net.

There is no second reading of an address anywhere: what is taken apart here is what is connected to.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from portal.lib.fetching.reasons import FetchError, ForbiddenError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_CHARACTERS = 2000
PORTS = {"http": 80, "https": 443}
WHOLE = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)
HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Browsers read these as the start of another host; whoever writes them wants two readers to disagree.
TWO_READINGS = re.compile(r"///|.*[\\\x00-\x1f\x7f]", re.DOTALL)
# Characters that old and new rules for international names read differently: ß, final sigma, the two joiners.
AMBIGUOUS = re.compile("[ßς\u200c\u200d]")

# Python's `is_global` has changed from release to release, so what must never be asked is written down here.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own controller, under an address that looks public
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)


@dataclass(frozen=True)
class Target:
    """A web address taken apart."""

    scheme: str
    host: str
    port: int
    path: str  # with its query, as it goes over the wire

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{'' if self.port == PORTS[self.scheme] else f':{self.port}'}{self.path}"


def parse(url: str) -> Target:
    """The address taken apart; ForbiddenError for what is not a plain web address on a usual port."""
    found = WHOLE.fullmatch(url.strip(" \t\r\n"))
    if not found or len(url) > MOST_CHARACTERS or CONTROL.search(found[0]):
        raise ForbiddenError(_("这不是可以读取的网址：要以 http:// 或 https:// 开头，写法完整。"))
    scheme = found[1].lower()
    if "@" in found[2]:
        raise ForbiddenError(_("网址里带有用户名或密码，不读取。"))
    parts = HOST_AND_PORT.fullmatch(found[2])
    if not parts:
        raise ForbiddenError(_("网址里的主机名写法不对。"))
    target = Target(scheme, _host(parts[1]), int(parts[2] or PORTS[scheme]), _path(found[3]))
    if target.port not in PORTS.values() and not _is_let_through(target.host, target.port):
        raise ForbiddenError(_("只读取80和443端口，这个网址用的是%(port)s端口。") % {"port": target.port})
    return target


def follow(url: str, place: str) -> Target:
    """Where a redirect leads from there. Servers write other letters than ASCII as they please, mostly in UTF-8."""
    try:
        place = place.encode("latin-1").decode("utf-8").strip()
        whole = urljoin(url, place)
    except ValueError as error:
        raise FetchError(_("转址的去向写法不对。")) from error
    if TWO_READINGS.match(place):
        raise ForbiddenError(_("转址的去向写法不对。"))
    return parse(whole)


def _host(written: str) -> str:
    """The host as the name service knows it; numbers must be addresses in their usual spelling."""
    try:
        if written.startswith("["):
            return str(ipaddress.IPv6Address(written[1:-1]))
        name = written.encode("idna").decode("ascii").lower().removesuffix(".")
        if re.fullmatch(r"[0-9.]+", name):
            return str(ipaddress.IPv4Address(name))
    except ValueError as error:
        raise ForbiddenError(_("网址里的主机名写法不对。")) from error
    if AMBIGUOUS.search(written) or not NAME.fullmatch(name):
        raise ForbiddenError(_("网址里的主机名写法不对。"))
    return name


def quoted(written: str) -> str:
    """As it goes over the wire: what is not plain ASCII is written in percents."""
    return quote(written, safe="/%:=&?~+!$,;'@()*[]|-._", errors="replace")


def _path(written: str) -> str:
    path = quoted(written)
    return path if path.startswith("/") else f"/{path}"


def _is_let_through(host: str, port: int) -> bool:
    """Whether a test has this very address and port answer as if it were public."""
    return f"{host}:{port}" in settings.FETCH_EXCEPTIONS


def is_public(address: Address) -> bool:
    """Whether anybody on the net can reach this address, so that nothing inner is revealed by asking it."""
    if isinstance(address, ipaddress.IPv6Address) and address not in PUBLIC_6:
        return False
    return address.is_global and not any(address in network for network in CLOSED)


def addresses(target: Target) -> list[str]:
    """Where the host is now. If one of its addresses is not public none is used. Waits as long as the system does."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(_("找不到主机 %(host)s，域名可能写错或已停用。") % {"host": target.host}) from error
    places = list(dict.fromkeys(str(place[0]) for *_kind, place in found))
    for place in places:
        parsed = ipaddress.ip_address(place.partition("%")[0])
        if not is_public(parsed) and not _is_let_through(place, target.port):
            raise ForbiddenError(_("%(host)s 指向内部网络的地址，不读取。") % {"host": target.host})
    return places
