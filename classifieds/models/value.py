"""Attributes of listings in columns that can be searched."""

from __future__ import annotations

from typing import Any

from django.db import models

from classifieds.models.category import Attribute
from classifieds.models.listing import Listing


class Value(models.Model):
    """A filterable attribute of a listing, in a column that can be searched."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="searchable")
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="+")
    text = models.CharField(max_length=40, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "attribute"], name="one_value_per_attribute")]
        indexes = [
            models.Index(fields=["attribute", "text", "listing"], name="values_by_text"),
            models.Index(fields=["attribute", "number", "listing"], name="values_by_number"),
        ]

    @classmethod
    def store(cls, listing: Listing, attributes: list[Attribute]) -> None:
        """Write the listing's filterable values anew."""
        cls.objects.filter(listing=listing).delete()
        Value.objects.bulk_create(cls.of(listing, attributes))

    @classmethod
    def of(cls, listing: Listing, attributes: list[Attribute]) -> list[Value]:
        """The listing's filterable values, unsaved."""
        rows = [cls._row(listing, one) for one in attributes if one.is_filterable]
        return [row for row in rows if row is not None]

    @classmethod
    def _row(cls, listing: Listing, attribute: Attribute) -> Value | None:
        value: Any = listing.values.get(attribute.key)
        if value in (None, ""):
            return None
        if attribute.kind in {Attribute.Kind.NUMBER, Attribute.Kind.MONEY}:
            return cls(listing=listing, attribute=attribute, number=value)
        return cls(listing=listing, attribute=attribute, text=str(value).lower()[:40])
