"""Matching on SQLite: FTS5 over tokens that come cut."""

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from portal.lib.text import Term
from portal.search.models import DocumentQuerySet


def matching(documents: DocumentQuerySet, terms: list[Term], months: Sequence[str] = ()) -> DocumentQuerySet:
    """Those with every term, and of one of the months if any is named."""
    wanted = " AND ".join(f'"{term.token}"{"*" if term.is_beginning else ""}' for term in terms)
    if months:
        wanted += " AND ({})".format(" OR ".join(f'"{month}"' for month in months))
    # On the table's name: without stored positions FTS5 takes MATCH on nothing else.
    rows = RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", [wanted])
    return documents.filter(pk__in=rows)


def tidy() -> list[str]:
    """Statements to run after many rows were written."""
    return ["INSERT INTO search_index (search_index) VALUES ('optimize')", "ANALYZE search_document"]
