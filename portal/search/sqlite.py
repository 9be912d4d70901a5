"""Matching on SQLite: FTS5 over tokens that come cut."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

from portal.search.models import DocumentQuerySet


def matching(documents: DocumentQuerySet, terms: list[str], groups: Iterable[Iterable[str]] = ()) -> DocumentQuerySet:
    """Those with every term, and of each group of marks at least one."""
    wanted = " AND ".join(f'"{term}"' for term in terms)
    for group in groups:
        wanted += " AND ({})".format(" OR ".join(f'"{mark}"' for mark in group))
    # On the table's name: without stored positions FTS5 takes MATCH on nothing else.
    rows = RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", [wanted])
    return documents.filter(pk__in=rows)


def tidy() -> list[str]:
    """Statements to run after many rows were written."""
    return ["INSERT INTO search_index (search_index) VALUES ('optimize')", "ANALYZE search_document"]
