"""The words that a site starts with, from words.json. What editors changed stays theirs."""

import json
from pathlib import Path

from django.db import transaction

from portal.lib import caching
from portal.moderation.models import ListedWord

FILE = Path(__file__).with_name("words.json")
NOTE = "随站附带"


def load() -> int:
    """Add the words once, to a list that has none of them yet; how many were added."""
    if ListedWord.objects.filter(note=NOTE).exists():
        return 0
    scopes: dict[tuple[str, str], list[str]] = {}
    for part in json.loads(FILE.read_text(encoding="utf-8")):
        for word in part["words"]:
            scopes.setdefault((word, part["grade"]), []).append(part["scope"])
    rows = {
        word: ListedWord(word=word, grade=grade, scope="" if "" in where else " ".join(where), note=NOTE)
        for (word, grade), where in reversed(scopes.items())
    }
    with transaction.atomic():
        known = set(ListedWord.objects.values_list("word", flat=True))
        added = [row for word, row in rows.items() if word not in known]
        ListedWord.objects.bulk_create(added)
        caching.purge_after_commit(ListedWord.TAG)
    return len(added)
