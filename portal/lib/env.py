"""Typed readers of the environment. A value that makes no sense stops the start with a sentence that names it."""

import contextlib
import ipaddress
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
ORIGIN = re.compile(rf"https?://({HOST.pattern})(:\d{{1,5}})?")


def text(name: str, default: str) -> str:
    """The value as it stands; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Yes or no, in one of the usual spellings."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name}={value!r}: write yes or no.")
    return value in YES


def one_of(name: str, default: str, choices: Iterable[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(choices)}.")
    return value


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between two bounds, both included."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """Words parted by commas."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def limits(name: str, default: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The default, with what `what=times/seconds` changes of it; several are parted by commas."""
    changed = dict(default)
    for word in words(name):
        match = re.fullmatch(r"([a-z:-]+)=([0-9]{1,9})/([0-9]{1,9})", word)
        if match is None or match[1] not in default:
            raise ImproperlyConfigured(f"{name}={word!r}: write name=times/seconds with {', '.join(default)}.")
        changed[match[1]] = (int(match[2]), int(match[3]))
    return changed


def folder(name: str, default: Path) -> Path:
    """A folder that exists after this call."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path}: cannot be made a folder ({error.strerror}).") from error
    return path


def host(name: str, default: str) -> str:
    """A name or address to listen on, an IPv6 one in brackets: 127.0.0.1, 0.0.0.0, [::1]."""
    value = text(name, default)
    with contextlib.suppress(ValueError):
        value = f"[{ipaddress.IPv6Address(value.strip('[]'))}]"
    if not HOST.fullmatch(value):
        raise ImproperlyConfigured(f"{name}={value!r}: write a name or an address such as 127.0.0.1.")
    return value


def origin(name: str, default: str) -> str:
    """A web address of a site, without a path: https://news.example.org."""
    value = text(name, default).rstrip("/").lower()
    if not ORIGIN.fullmatch(value):
        raise ImproperlyConfigured(f"{name}={value!r}: write an address such as https://news.example.org.")
    return value


def networks(name: str) -> list[str]:
    """Networks, parted by commas: 127.0.0.1/32."""
    found = words(name)
    for network in found:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}.") from error
    return found


def key(name: str, path: Path) -> str:
    """A long secret from the environment, or one made on the first start and kept in the file."""
    if given := text(name, ""):
        if len(given) < 50:
            raise ImproperlyConfigured(f"{name}: at least 50 characters, please.")
        return given
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def word(name: str, pattern: str) -> str:
    """A value of this form; empty if there is none."""
    value = text(name, "")
    if value and not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name}={value!r}: write something of the form {pattern}.")
    return value


def link(name: str, default: str = "") -> str:
    """The address of a service, with any path; empty if there is none."""
    value = text(name, default)
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r'[\s<>"]', value)):
        raise ImproperlyConfigured(f"{name}={value!r}: write an address such as https://hub.example.org/push.")
    return value
