"""Choosing a region in a form."""

from typing import Any

from django import forms

from portal.regions.models import Region


class RegionField(forms.ModelChoiceField[Region]):
    """One of all regions, each county with its towns below it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.by_place(), **kwargs)

    def label_from_instance(self, region: Region) -> str:
        return f"\u3000{region}" if region.parent_id else str(region)
