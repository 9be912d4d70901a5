"""Marks: tokens that stand for facts, not words, so that the index itself leaves out other months, regions and sources.

No word has a mark's sign in it: tokens of texts are letters and digits only (portal/lib/text.py).
"""

import datetime

from portal.search.models import Document

# Stands before the tokens of a title once more, so that "in the title" is a question like any other.
TITLE = "_"
COLUMNS = ("kind", "region_id", "section_id", "source_id")


def month(year: int, number: int) -> str:
    """Everything published in a month, UTC."""
    return f"__{year:04}{number:02}"


def year(year: int) -> str:
    """Everything published in a year, UTC."""
    return f"__{year:04}"


def value(column: str, value: int | str) -> str:
    """Everything with this value in one of COLUMNS."""
    return f"__{column}_{value}"


def of(document: Document) -> list[str]:
    """The marks that a document carries."""
    day = document.published_at.astimezone(datetime.UTC)
    values = [(column, getattr(document, column)) for column in COLUMNS]
    return [
        month(day.year, day.month),
        year(day.year),
        *(value(column, known) for column, known in values if known is not None),
    ]
