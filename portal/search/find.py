"""Finding: which documents match, how many of what, and in which order.

The work is bounded whatever is asked: MOST matches are looked at, of which CANDIDATES in the title and as many others
are weighed: words whole in the title, then whole in the text, then in pieces; the newest first among equals. Every
engine gives the same hits in the same order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.lib import text
from portal.search import index, marks
from portal.search.adjacent import in_a_row
from portal.search.models import Document
from portal.search.narrowing import Hit, Narrowing, admitted
from portal.search.newest import any_of, newest, newest_first

MOST = 500
CANDIDATES = 200
SOME = 20

# By name (kind, region, …), so that each can be left out to see what it keeps away.
Narrowings = Mapping[str, tuple[Narrowing, ...]]


@dataclass(frozen=True)
class Result:
    """One row of an answer: the thing itself, loaded for its template, and what the index has of it."""

    item: Any
    template: str
    title: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What was found: `hits` in the order asked for, `unnarrowed` all that have the words, the newest first."""

    hits: list[Hit] = field(default_factory=list)
    unnarrowed: list[Hit] = field(default_factory=list)
    is_capped: bool = False
    is_sampled: bool = False

    def without(self, name: str, narrowings: Narrowings) -> tuple[list[Hit], bool]:
        """What would be found if this one condition fell, and whether that is all of it."""
        if name not in narrowings:
            return self.hits, not self.is_capped
        others = _flat({key: value for key, value in narrowings.items() if key != name})
        return admitted(self.unnarrowed, others), not self.is_sampled


def find(query: text.Query, narrowings: Narrowings, *, by_time: bool = False) -> Answer:
    """Everything public with all the words, at most MOST; `is_capped` says that there is more."""
    if not query.words:
        return Answer()
    unnarrowed = newest(query, [], MOST + 1)
    is_sampled = len(unnarrowed) > MOST
    together = _flat(narrowings)
    found = admitted(unnarrowed, together)
    if is_sampled and together:
        found = newest(query, together, MOST + 1)
    ordered = found if by_time else _weighed(query, found, together)
    public = _public({hit.pk: hit for hit in [*unnarrowed, *ordered]}.values())
    return Answer(
        hits=[hit for hit in ordered if hit.pk in public][:MOST],
        unnarrowed=[hit for hit in unnarrowed if hit.pk in public][:MOST],
        is_capped=len(found) > MOST,
        is_sampled=is_sampled,
    )


def is_found(query: text.Query) -> bool:
    """Whether the newest with all the words, or one of them, is public."""
    return bool(query.words and _public(newest(query, [], SOME)))


def results(hits: Iterable[Hit]) -> list[Result]:
    """The rows of one page of hits, in their order; what ceased to be public in between is left out."""
    hits = list(hits)
    texts = {row.pk: row for row in Document.objects.filter(pk__in=[hit.pk for hit in hits]).only("title", "text")}
    items: dict[tuple[str, int], Any] = {}
    for kind, ids in _by_kind(hits).items():
        items |= {(kind, item.pk): item for item in index.collections[kind].shown().filter(pk__in=ids)}
    return [
        Result(
            items[hit.kind, hit.object_id],
            index.collections[hit.kind].template,
            texts[hit.pk].title,
            texts[hit.pk].text,
        )
        for hit in hits
        if hit.pk in texts and (hit.kind, hit.object_id) in items
    ]


def _flat(narrowings: Narrowings) -> list[Narrowing]:
    return [narrowing for group in narrowings.values() for narrowing in group]


def _public(hits: Iterable[Hit]) -> set[int]:
    """Those that their app shows to readers at this moment."""
    public: set[int] = set()
    for kind, documents in _by_kind(hits).items():
        shown = index.collections[kind].public().filter(pk__in=documents).values_list("pk", flat=True)
        public.update(documents[pk] for pk in shown)
    return public


def _by_kind(hits: Iterable[Hit]) -> dict[str, dict[int, int]]:
    """The documents of the things of each kind."""
    kinds: dict[str, dict[int, int]] = {}
    for hit in hits:
        kinds.setdefault(hit.kind, {})[hit.object_id] = hit.pk
    return {kind: documents for kind, documents in kinds.items() if kind in index.collections}


def _weighed(query: text.Query, found: list[Hit], together: list[Narrowing]) -> list[Hit]:
    """The best first; behind those that were weighed follow the rest by time."""
    if not found:
        return []
    if len(found) > MOST:
        in_title = newest(query, together, CANDIDATES, mark=marks.TITLE)
    else:  # all of them at once: no more than were found
        in_title = sorted(any_of(query, together, MOST, mark=marks.TITLE), key=newest_first)[:CANDIDATES]
    titled = {hit.pk: hit for hit in in_title}
    others = [hit for hit in found if hit.pk not in titled]
    weighed = sorted([*titled.values(), *others[:CANDIDATES]], key=newest_first)
    whole_in_title = _whole(query, titled, marks.TITLE)
    whole = _whole(query, [hit.pk for hit in weighed if hit.pk not in whole_in_title])
    weighed.sort(key=lambda hit: 0 if hit.pk in whole_in_title else 1 if hit.pk in whole else 2)
    return weighed + others[CANDIDATES:]


def _whole(query: text.Query, pks: Iterable[int], mark: str = "") -> set[int]:
    """Those where each word stands whole, not only all its pairs somewhere; marked, where it stands so in the title."""
    rows = [[mark + token for token in text.cut(word)] for word in query.words]
    wholes = [in_a_row(" ".join(row)) for row in rows if len(row) > 1]
    return set(Document.objects.filter(*wholes, pk__in=pks).values_list("pk", flat=True)) if wholes else set(pks)
