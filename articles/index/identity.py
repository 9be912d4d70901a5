"""Whether two items of a feed are the same story.

Feeds number their items, mostly: some give all of them one number, some give new numbers to old stories, many give
none; addresses change from http to https, titles are corrected. So two of three decide: number, address and title.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from articles.index.documents import Document, Item
from articles.models import Entry, Feed

MOST_HTML = 200_000
LONGEST_URL = 1000
# Asked for at once.
PART = 400


@dataclass(frozen=True)
class Told:
    """An item as columns of an entry, and what tells it from others."""

    values: dict[str, Any]
    key: str  # a digest of number, address and title as they are now
    number: str  # "" if others have the same number and address
    place: str  # its address; "" if that says nothing, as for the home of the site

    def agrees_with(self, entry: Entry) -> bool:
        """Whether it is the same in two of three. Without a number the address stands in for it."""
        number = bool(self.number) and self.number == (entry.guid or entry.url)
        place = bool(self.place) and self.place == entry.url
        return number + place + bool(self.values["title"] == entry.title) >= 2

    def is_older_than(self, entry: Entry) -> bool:
        """Whether it is a former state of the entry, as a cache may still serve it."""
        ours, theirs = self.values["updated_at"], entry.updated_at
        return bool(ours and theirs and ours < theirs)


def told(document: Document, now: datetime.datetime) -> list[Told]:
    """The items of a document, each with what it can be known by."""
    pairs = Counter((item.guid, item.url) for item in document.items)
    home = document.home.rstrip("/")
    found = []
    for item in document.items:
        values = _values(item, now)
        place = values["url"] if values["url"].rstrip("/") != home and pairs[item.guid, item.url] == 1 else ""
        number = (values["guid"] or place) if pairs[item.guid, item.url] == 1 else ""
        found.append(Told(values, _key(values, item, place), number, place))
    return found


def _values(item: Item, now: datetime.datetime) -> dict[str, Any]:
    url = item.url if len(item.url) <= LONGEST_URL else ""
    return {
        "guid": item.guid if len(item.guid) <= 500 else digest([item.guid]),
        "url": url,
        "title": item.title[:500],
        "author": item.author[:200],
        "summary": item.summary[:MOST_HTML],
        "content": item.content[:MOST_HTML],
        "categories": [name[:60] for name in item.categories],
        "enclosures": [asdict(one) for one in item.enclosures if len(one.url) <= LONGEST_URL],
        "language": item.language[:35],
        "published_at": _moment(item.published, now),
        "updated_at": _moment(item.updated, now),
        "digest": digest([item.title, item.author, item.summary, item.content, url]),
    }


def _key(values: dict[str, Any], item: Item, place: str) -> str:
    own = [values["guid"], values["url"], values["title"]]
    return digest(own if values["guid"] or place else [*own, item.published, values["digest"]])


def digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _moment(text: str, now: datetime.datetime) -> datetime.datetime | None:
    """The moment, in the site's time zone if the feed named none; what lies in the future is now."""
    if not text:
        return None
    moment = datetime.datetime.fromisoformat(text)
    return min(moment if timezone.is_aware(moment) else timezone.make_aware(moment), now)


class Known:
    """The entries of a feed that items of a document may be. Each of them can be one item at most."""

    def __init__(self, feed: Feed, items: list[Told]) -> None:
        self._by_key: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        for entry in self._stored(feed, items):
            self._by_key[entry.key] = entry
            for name in ("guid", "url"):
                if value := getattr(entry, name):
                    self._by_name.setdefault((name, value), []).append(entry)
        # What an item says word for word is not given to another one that only resembles it.
        self._given = {self._by_key[item.key].pk for item in items if item.key in self._by_key}

    def _stored(self, feed: Feed, items: list[Told]) -> Iterator[Entry]:
        seen = set()
        for start in range(0, len(items), PART):
            for name in ("key", "guid", "url"):
                part = items[start : start + PART]
                values = {item.key if name == "key" else item.values[name] for item in part} - {""}
                for entry in Entry.objects.filter(feed=feed, **{f"{name}__in": values}):
                    if entry.pk not in seen:
                        seen.add(entry.pk)
                        yield entry

    def add(self, entry: Entry) -> None:
        """An entry that is about to be stored: the same item once more is the same entry."""
        self._by_key[entry.key] = entry

    def find(self, item: Told) -> Entry | None:
        """The entry that this item is; None if it is a new one."""
        if item.key in self._by_key:
            return self._by_key[item.key]
        candidates = {
            entry.pk: entry
            for name in ("guid", "url")
            for entry in self._by_name.get((name, item.values[name]), [])
            if entry.pk not in self._given and item.agrees_with(entry)
        }
        if len(candidates) != 1:  # None, or several that are told apart by their titles alone.
            return None
        [found] = candidates.values()
        self._given.add(found.pk)
        return found
