"""Typed readers of the environment. A value that makes no sense stops the start with a sentence that names it."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def text(name: str, default: str) -> str:
    """The value as it stands; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Yes or no, in one of the usual spellings."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name}={value!r}: write yes or no.")
    return value in YES


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between two bounds, both included."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """Words parted by commas."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder that exists after this call."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path}: cannot be made a folder ({error.strerror}).") from error
    return path


def origin(name: str, default: str) -> str:
    """A web address of a site, without a path: https://news.example.org."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"{name}={value!r}: write an address such as https://news.example.org.")
    return value
