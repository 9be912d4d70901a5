"""Where a listing keeps what boards ask for: a column for each filterable attribute of its group.

Any combination of conditions is then one pass over one index (docs/decisions/0007-boards-by-columns.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from classifieds.models.attribute import Attribute
    from classifieds.models.category import Category
    from portal.regions.models import Region

CHOICES = [f"choice_{slot}" for slot in range(1, 9)]
NUMBERS = [f"number_{slot}" for slot in range(1, 7)]
COLUMNS = [*CHOICES, *NUMBERS]
LONGEST_CHOICE = 20
# No person took it off. What else makes a listing public is the clock.
STANDING = Q(held_at=None, withdrawn_at=None, deleted_at=None)


def index(name: str, *first: str, columns: Iterable[str] = ()) -> models.Index:
    """An index that answers what a board asks, in the board's order, without a look at the table."""
    asked = ["category", "group", "area", "region", "intent", "has_photo", "expires_at", *columns]
    include = [column for column in asked if column not in first]
    return models.Index(fields=[*first, "-posted_at", "-id"], name=name, include=include, condition=STANDING)


class Shelved(models.Model):
    """The part of a listing that boards read. `shelve()` writes it from the rest."""

    group = models.ForeignKey("classifieds.Category", models.PROTECT, related_name="+", db_index=False, editable=False)
    area = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", db_index=False, editable=False)
    has_photo = models.BooleanField(default=False, editable=False)
    choice_1 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_2 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_3 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_4 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_5 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_6 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_7 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    choice_8 = models.CharField(max_length=LONGEST_CHOICE, blank=True, editable=False)
    number_1 = models.BigIntegerField(null=True, editable=False)
    number_2 = models.BigIntegerField(null=True, editable=False)
    number_3 = models.BigIntegerField(null=True, editable=False)
    number_4 = models.BigIntegerField(null=True, editable=False)
    number_5 = models.BigIntegerField(null=True, editable=False)
    number_6 = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what a listing adds
        category: models.ForeignKey[Category, Category]
        region: models.ForeignKey[Region, Region]
        values: models.JSONField[Any, Any]
        photos: Any

    @cached_property
    def known_attributes(self) -> list[Attribute]:
        """The attributes of its category; whoever shows or shelves many sets it."""
        return self.category.attributes_here()

    def shelve(self) -> None:
        """Write down, unsaved, where boards find it."""
        self.group_id = self.category.group_id or self.category.pk
        self.area_id = self.region.parent_id or self.region.pk
        said = {one.column: one.shelved(self.values.get(one.key)) for one in self.known_attributes}
        for column in COLUMNS:
            setattr(self, column, said.get(column, "" if column in CHOICES else None))

    def note_photos(self) -> None:
        """Write down for the boards whether it has photos; call it when they changed."""
        self.has_photo = self.photos.exists()
        type(self)._default_manager.filter(pk=self.pk).update(has_photo=self.has_photo)
