"""Matching on PostgreSQL: a tsvector of tokens that come cut, so that no dictionary of its is ever asked."""

from collections.abc import Iterable

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from portal.search.models import DocumentQuerySet


def matching(documents: DocumentQuerySet, terms: list[str], groups: Iterable[Iterable[str]] = ()) -> DocumentQuerySet:
    """Those with every term, and of each group of marks at least one."""
    wanted = " & ".join(f"'{term}'" for term in terms)
    for group in groups:
        wanted += " & ({})".format(" | ".join(f"'{mark}'" for mark in group))
    has_all = RawSQL("search_document.vector @@ %s::tsquery", [wanted], BooleanField())
    return documents.filter(has_all)


def tidy() -> list[str]:
    """Statements to run after many rows were written."""
    return ["ANALYZE search_document"]
