"""Proving the log of decisions: which records were changed, removed, put in or moved, and that its end is its end."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.moderation import chain
from portal.moderation.models import Decision, LogHead
from portal.moderation.models.decision import PURGE

Anchors = dict[int, str]


def findings() -> Iterator[str]:
    """What is wrong with the log, a sentence for each; nothing if it is whole."""
    anchors, purged = _anchors(), _purges()
    number, seal, before = 0, chain.FIRST, chain.FIRST
    for record in Decision.objects.order_by("number").iterator():
        yield from _gap(number, record.number)
        is_sealed = chain.is_sealed(record)
        if not is_sealed:
            yield _("第%d条被改过。") % record.number
        elif record.number == number + 1 and before and record.before != before:
            yield _("第%d条接不上前一条。") % record.number
        yield from _wrong_words(record, purged)
        if anchors.pop(record.number, record.seal) != record.seal:
            yield _("第%d条与当时另存的封印不符。") % record.number
        # What follows a record that was changed is not to blame that it does not fit.
        number, seal, before = record.number, record.seal, record.seal if is_sealed else ""
    head = LogHead.objects.filter(pk=1).first() or LogHead()
    yield from _gap(number, max(head.number, *anchors, 0) + 1)
    if head.number < number or (head.number == number and head.seal != seal):
        yield _("日志末尾是第%(last)d条，登记的末尾是第%(head)d条，两者不符。") % {"last": number, "head": head.number}


def _gap(last: int, following: int) -> Iterator[str]:
    for number in range(last + 1, following):
        yield _("第%d条不见了。") % number


def _wrong_words(record: Decision, purged: dict[str, int]) -> Iterator[str]:
    if record.purged_at is None:
        if record.words != chain.words_of(record):
            yield _("第%d条的标题或理由被改过。") % record.number
    elif record.number > purged.get(record.target, 0) or record.title or record.reason:
        yield _("第%d条的文字没有了，却没有销毁记录。") % record.number


def _purges() -> dict[str, int]:
    """Up to which record the words of each kind were forgotten, as sealed records say."""
    last: dict[str, int] = {}
    for record in Decision.objects.filter(verb=PURGE).order_by("number"):
        if chain.is_sealed(record):
            last[record.facts["of"]] = record.facts["last"]
    return last


def anchor() -> bool:
    """Note the head of the log in a file outside the database; False if it was noted before."""
    head = LogHead.objects.filter(pk=1).first()
    if head is None or head.number in _anchors():
        return False
    with _path().open("a", encoding="ascii") as file:
        file.write(f"\n{head.number} {head.seal} {timezone.now().isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _path() -> Path:
    return Path(settings.LOG_ANCHORS_FILE)


def _anchors() -> Anchors:
    """The heads that were noted; a line that was torn when its writer was killed is none."""
    lines: list[Any] = [line.split(" ") for line in _path().read_text("ascii").splitlines()] if _path().exists() else []
    return {int(line[0]): line[1] for line in lines if len(line) == 3 and len(line[1]) == 64}
