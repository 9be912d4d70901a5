"""The index: what goes in, and which engine is asked.

Each app hands its rows up by registering a collection. A document is kept for every row that is public or will be by
the clock alone; dates decide when the question is asked, and `find` gives nothing that the app's own `public()` does
not admit at that moment. So a scheduled article appears by itself, and a forgotten document shows nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db import connection, transaction
from django.db.models import QuerySet

from portal.lib import text
from portal.search import marks, mirror, postgres, sqlite
from portal.search.models import Document, DocumentQuerySet

# How much of a long text is indexed.
MOST_CHARACTERS = 5000
KEPT = [field.name for field in Document._meta.fields if field.name not in {"id", "kind", "object_id"}]


class Engine(Protocol):
    """What a database has to answer. The order, the dates and everything else are the same SQL on all of them."""

    def matching(
        self, documents: DocumentQuerySet, terms: list[str], groups: Iterable[Iterable[str]] = ()
    ) -> DocumentQuerySet: ...

    def tidy(self) -> list[str]: ...


def engine() -> Engine:
    """The engine of the database that the site runs on."""
    engines: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgres}
    return engines[connection.vendor]


class Indexed(Protocol):
    """A row of whatever model."""

    pk: Any
    _meta: ClassVar[Any]


@dataclass(frozen=True)
class Collection:
    """One app's rows; `kind` is the name of their model.

    `rows` gives those that are public or need only time to be; `public` those that a reader may see now, and `shown`
    the same loaded for `template`, the partial that shows one; `describe` makes a document, without kind and tokens.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    public: Callable[[], QuerySet[Any]]
    shown: Callable[[], QuerySet[Any]]
    describe: Callable[[Any], Document]
    template: str


collections: dict[str, Collection] = {}


def register(collection: Collection) -> None:
    """Called once by each app, when it is ready."""
    collections[collection.kind] = collection


def update(kind: str, ids: Iterable[int]) -> None:
    """Bring the index in line with these rows as they now stand; call it in the transaction that changed them."""
    ids = set(ids)
    collection = collections[kind]
    with transaction.atomic():
        # Locked, so that what is indexed is what stands when this transaction ends.
        rows = list(collection.rows().filter(pk__in=ids).select_for_update(of=("self",)))
        Document.objects.bulk_create(
            [_document(collection, row) for row in rows],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=KEPT,
        )
        if gone := ids - {row.pk for row in rows}:
            Document.objects.filter(kind=kind, object_id__in=gone).delete()
        mirror.note((kind, pk) for pk in ids)


def refresh(item: Indexed) -> None:
    """The same for one thing of whatever kind; what no app registered is not searched."""
    if (kind := str(item._meta.model_name)) in collections:
        update(kind, [item.pk])


def remove(item: Indexed) -> None:
    """Take a thing out that is about to be deleted."""
    with transaction.atomic():
        _take_out(Document.objects.filter(kind=item._meta.model_name, object_id=item.pk))


def renew(kind: str, *, after: int, most: int) -> int | None:
    """Bring the next rows behind an id in line, and drop what is no row any more; the last id, or None at the end."""
    with transaction.atomic():
        ids = list(collections[kind].rows().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])
        last = ids[-1] if len(ids) == most else None
        update(kind, ids)
        stray = Document.objects.filter(kind=kind, object_id__gt=after).exclude(object_id__in=ids)
        _take_out(stray.filter(object_id__lt=last) if last else stray)
    return last


def tidy() -> None:
    """Let the database rearrange what many changes left behind."""
    with connection.cursor() as cursor:
        for statement in engine().tidy():
            cursor.execute(statement)


def _take_out(documents: DocumentQuerySet) -> None:
    things = list(documents.values_list("kind", "object_id"))
    documents.delete()
    mirror.note(things)


def _document(collection: Collection, row: Any) -> Document:
    document = collection.describe(row)
    document.kind = collection.kind
    document.object_id = row.pk
    document.text = document.text[:MOST_CHARACTERS]
    title = text.tokens(document.title)
    body = text.tokens(document.text)
    single = [marks.TITLE + token for token in text.characters(document.title)]
    single += text.characters(f"{document.title} {document.text}")
    tokens = [*(marks.TITLE + token for token in title), *title, *body, *single, *marks.of(document)]
    document.tokens = " ".join(tokens)
    return document
