"""Whether tokens follow one another: what tells a word that stands whole from one whose pairs are merely all there."""

from django.db.models import TextField, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan


def in_a_row(tokens: str) -> GreaterThan:
    """Whether these tokens, with spaces between, follow one another in a document."""
    space = Value(" ", TextField())
    return GreaterThan(StrIndex(Concat(space, "tokens", space), Value(f" {tokens} ", TextField())), 0)
