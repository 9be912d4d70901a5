"""A folder of feeds put through reading and storing, and counted: what `manage.py check_feeds` prints.

Beside the feeds there may be files `*.expected.jsonl` or `*.index.jsonl` with a line for each: `file`, and whatever is
known of `n_items`, `feed_title`, `item_titles`, `item_links`, `item_dates`; `agree` names those that are certain,
`content_type` is what a server would send with it, `true_encoding` and `level` (must, should) make it a test of
encodings. An index is what a suite of tests says of its odd files: it is compared with, but no bar is set by it.
"""

import datetime
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.db import OperationalError, ProgrammingError, transaction

from articles.index.documents import Document, plain
from articles.index.reader import Reader, UnreadableError
from articles.index.storing import store
from articles.models import Feed, Section, Source
from portal.regions.models import Region

NOT_FEEDS = {".jsonl", ".md", ".gz", ".py", ".txt", ".tar"}
KNOWN = ("n_items", "feed_title", "item_titles", "item_links", "item_dates")


@dataclass
class Group:
    """The counts of one folder. `right` and `asked` are by what was compared: `n_items`, `item_titles`, `must`…"""

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    connections: int = 0
    items: int = 0
    entries: int = 0  # that were stored: an item that stands twice in a feed is one
    has_bar: bool = False
    twice: int = 0  # entries that a second import added
    lost: int = 0  # entries that an import in the opposite order lost
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def check(folder: Path) -> dict[str, Group]:
    """Every feed below the folder, counted by the folder it lies in."""
    expected = dict(_expectations(folder))
    groups: dict[str, Group] = {}
    with Reader() as reader:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in NOT_FEEDS:
                inside = path.relative_to(folder).parts
                group = groups.setdefault(inside[0] if len(inside) > 1 else folder.name, Group())
                _check_file(path, expected.get(path.resolve(), {}), reader, group)
    return groups


def _expectations(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for place in (folder.resolve(), folder.resolve().parent):
        for path in sorted([*place.glob("*.expected.jsonl"), *place.glob("*.index.jsonl")]):
            for line in path.read_text(encoding="utf-8").splitlines():
                known = {**json.loads(line), "has_bar": path.name.endswith(".expected.jsonl")}
                yield (place / known["file"]).resolve(), known


def _check_file(path: Path, known: dict[str, Any], reader: Reader, group: Group) -> None:
    group.files += 1
    before, start = reader.connections, time.monotonic()
    document = Document()
    try:
        document = reader.read(path.read_bytes(), known.get("content_type", ""), f"http://feed.invalid/{path.name}")
        _import(document, group)
    except UnreadableError as reason:
        group.refused[str(reason)] += 1
    except (OperationalError, ProgrammingError):  # No feed's fault: the database is not there, or not migrated.
        raise
    except Exception as error:  # Whatever it is, it is what this is looking for.
        group.crashes.append(f"{path.name}: {error!r}")
    if time.monotonic() - start > reader.seconds:
        group.hangs.append(path.name)
    group.connections += reader.connections - before
    group.items += len(document.items)
    _compare(path, document, known, group)


def _import(document: Document, group: Group) -> None:
    """Store it, once more, and in the opposite order, in feeds that are gone afterwards."""
    opposite = Document(document.title, document.home, document.items[::-1])
    with transaction.atomic():
        one, other = _feed("one"), _feed("other")
        first = store(one, document)
        group.twice += len(store(one, document).new) + len(store(one, opposite).new)
        store(other, opposite)
        group.entries += len(first.new)
        group.lost += len(first.new) - other.entries.count()
        transaction.set_rollback(True)


def _feed(name: str) -> Feed:
    source = Source.objects.get_or_create(name=f"check_feeds {name}")[0]
    section = Section.objects.get_or_create(slug="check-feeds", defaults={"name": "check_feeds"})[0]
    region = Region.objects.get_or_create(slug="check-feeds", defaults={"name": "check_feeds"})[0]
    return Feed.objects.create(source=source, section=section, region=region, url=f"http://feed.invalid/{name}")


def _compare(path: Path, document: Document, known: dict[str, Any], group: Group) -> None:
    certain = known.get("agree", KNOWN)
    group.has_bar = group.has_bar or known.get("has_bar", False)
    found: dict[str, list[Any]] = {
        "n_items": [len(document.items)],
        "feed_title": [document.title],
        "item_titles": [item.title for item in document.items],
        "item_links": [item.url for item in document.items],
        "item_dates": [item.published for item in document.items],
    }
    wrong = False
    for name in KNOWN:
        if name in known and name in certain:
            said: list[Any] = known[name] if isinstance(known[name], list) else [known[name]]
            pairs = list(zip_longest(said, found[name]))
            different = [pair for pair in pairs if not SAME[name](*pair)]
            group.asked[name] += len(pairs)
            group.right[name] += len(pairs) - len(different)
            group.wrong += [f"{path.name}: {name}: {said!r}, {ours!r}" for said, ours in different]
            wrong = wrong or bool(different)
    if "true_encoding" in known:
        group.asked[known["level"]] += 1
        group.right[known["level"]] += not wrong


def _same_link(said: str | None, ours: str | None) -> bool:
    """What stands relative in the file is compared by its end, since only we know where the feed is."""
    if not said or said.startswith(("http://", "https://")):
        return (said or "") == (ours or "")
    return bool(ours) and str(ours).endswith(said.lstrip("./"))


def _same_moment(said: str | None, ours: str | None) -> bool:
    return _utc(said) == _utc(ours)


def _utc(text: str | None) -> datetime.datetime | None:
    moment = datetime.datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC, microsecond=0) if moment else None


def _same_text(said: str | None, ours: str | None) -> bool:
    return said is not None and ours is not None and plain(said) == plain(ours)


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "n_items": lambda said, ours: said == ours,
    "feed_title": _same_text,
    "item_titles": _same_text,
    "item_links": _same_link,
    "item_dates": _same_moment,
}
