"""Keeping OpenSearch in line with the documents: never one missing, never one that was withdrawn.

Whoever changes documents notes them in the same transaction; the worker sends what was noted as it stands by then, and
only then strikes it off. So a process killed anywhere leaves at most something to be sent again. Whoever sends holds
the one row of Mirror, so that of two who send the later one has read the newer documents.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.search import opensearch
from portal.search.models import Document, Mirror, Unsent

BATCH = 500
SECONDS = 30


def note(things: Iterable[tuple[str, int]]) -> None:
    """These, by kind and id, have to be sent; call it in the transaction that changed their documents."""
    if settings.OPENSEARCH_URL:
        Unsent.objects.bulk_create([Unsent(kind=kind, object_id=object_id) for kind, object_id in things])


def send() -> None:
    """Send what was noted; for the worker."""
    while settings.OPENSEARCH_URL and Unsent.objects.exists():
        with _turn() as mirror:
            noted = list(Unsent.objects.order_by("pk")[:BATCH])
            _send(mirror, {(one.kind, one.object_id) for one in noted})
            Unsent.objects.filter(pk__in=[one.pk for one in noted]).delete()


def rebuild(tell: Callable[[int], object], *, from_start: bool = False) -> None:
    """Fill a new index while the old one answers, then put it in its place. Interrupted, it goes on where it was."""
    if not settings.OPENSEARCH_URL:
        return
    with _turn() as mirror:
        if from_start or not mirror.building:
            mirror.building, mirror.filled_to = f"{opensearch.ALIAS}-{timezone.now():%Y%m%d%H%M%S%f}", 0
            opensearch.client().indices.create(index=mirror.building, body=opensearch.INDEX)
            mirror.save()
    while filled_to := _fill():
        tell(filled_to)
    with _turn() as mirror:
        _switch(mirror.building)
        mirror.live, mirror.building = mirror.building, ""
        mirror.save()


@contextmanager
def _turn() -> Iterator[Mirror]:
    """The row of Mirror, held by nobody else until the transaction ends."""
    Mirror.objects.get_or_create(pk=1)
    with transaction.atomic():
        yield Mirror.objects.select_for_update().get(pk=1)


def _fill() -> int | None:
    """The next documents into the index that is being built; the last id, or None at the end."""
    with _turn() as mirror:
        rows = list(Document.objects.filter(pk__gt=mirror.filled_to).order_by("pk")[:BATCH])
        if not rows:
            return None
        _write([line for row in rows for line in _entered(mirror.building, row)])
        mirror.filled_to = rows[-1].pk
        mirror.save()
        return mirror.filled_to


def _send(mirror: Mirror, things: set[tuple[str, int]]) -> None:
    """These as they now stand, to the index that answers and to the one that is being built."""
    rows: list[Document] = []
    for kind in {kind for kind, _object_id in things}:
        ids = [object_id for of_kind, object_id in things if of_kind == kind]
        rows += Document.objects.filter(kind=kind, object_id__in=ids)
    gone = sorted(things - {(row.kind, row.object_id) for row in rows})
    lines: list[dict[str, Any]] = []
    for name in filter(None, (mirror.live, mirror.building)):
        lines += [line for row in rows for line in _entered(name, row)]
        lines += [{"delete": {"_index": name, "_id": f"{kind}-{object_id}"}} for kind, object_id in gone]
    _write(lines)


def _entered(name: str, row: Document) -> list[dict[str, Any]]:
    """The two lines that enter a document, or enter it anew."""
    return [{"index": {"_index": name, "_id": f"{row.kind}-{row.object_id}"}}, opensearch.document(row)]


def _write(lines: list[dict[str, Any]]) -> None:
    """All of it, or an error; what should go and was not there is gone."""
    answer = opensearch.client().bulk(body=lines, request_timeout=SECONDS) if lines else {"items": []}
    for item in answer["items"]:
        for action, result in item.items():
            if result["status"] >= 300 and (action, result["status"]) != ("delete", 404):
                raise RuntimeError(f"OpenSearch refuses to {action} {result['_id']}: {result.get('error')}")


def _switch(name: str) -> None:
    """Let the alias lead to this index from one moment to the next, and delete the others."""
    indices = opensearch.client().indices
    indices.refresh(index=name, request_timeout=SECONDS)
    others = sorted(set(indices.get(index=f"{opensearch.ALIAS}-*")) - {name})
    removed = [{"remove_index": {"index": other}} for other in others]
    indices.update_aliases(body={"actions": [{"add": {"index": name, "alias": opensearch.ALIAS}}, *removed]})
