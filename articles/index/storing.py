"""What a feed said, put beside what it said before: new entries are added, changed ones noted, none comes twice."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from articles.index.documents import Document
from articles.index.identity import Known, Told, told
from articles.models import Entry, Feed


@dataclass
class Stored:
    """What became of the items of a document."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    known: int = 0


def store(feed: Feed, document: Document) -> Stored:
    """Keep the items of a document as entries of the feed, all of them or none."""
    stored = Stored()
    now = timezone.now()
    items = told(document, now)
    with transaction.atomic():
        # Of two processes that store the same document, one waits here for the other.
        Feed.objects.select_for_update().get(pk=feed.pk)
        known = Known(feed, items)
        # The oldest first, so that entries are numbered as they were written.
        for item in reversed(items):
            _place(feed, item, known, now, stored)
        stored.new = Entry.objects.bulk_create(stored.new, batch_size=200)
    return stored


def _place(feed: Feed, item: Told, known: Known, now: datetime.datetime, stored: Stored) -> None:
    entry = known.find(item)
    if entry is None:
        entry = Entry(feed=feed, first_seen_at=now, key=item.key, **item.values)
        known.add(entry)
        stored.new.append(entry)
    elif entry.pk and entry.digest != item.values["digest"] and not item.is_older_than(entry):
        _change(entry, item, now)
        stored.changed.append(entry)
    else:
        stored.known += 1


def _change(entry: Entry, item: Told, now: datetime.datetime) -> None:
    """The source says something else now; when it published the story stays as it first said."""
    for name, value in item.values.items():
        if name != "published_at" or entry.published_at is None:
            setattr(entry, name, value)
    entry.changed_at = now
    entry.save()
