"""How often old addresses are used: noted beside the database while pages are read, added up by the worker.

A line is appended in one write, which no other process can part. If the worker dies between adding up and removing the
file, those lines count twice: it is a hint which redirects can go, not a figure for anyone else.
"""

import os
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.redirects.models import Redirect


def _file() -> Path:
    return Path(settings.DATA_DIR) / "redirect-hits"


def note(redirect: Redirect) -> None:
    """Remember that somebody came by this address."""
    file = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{redirect.pk}\n".encode())
    finally:
        os.close(file)


def fold() -> int:
    """Add up what was noted; how many lines there were."""
    taken = _file().with_suffix(".folding")
    if not taken.exists():
        try:
            _file().rename(taken)
        except FileNotFoundError:
            return 0
    lines = [line for line in taken.read_text(encoding="ascii").split("\n") if line.isdigit()]
    with transaction.atomic():
        for pk, number in sorted(Counter(map(int, lines)).items()):
            Redirect.objects.filter(pk=pk).update(hits=F("hits") + number, hit_at=timezone.now())
    taken.unlink()
    return len(lines)
