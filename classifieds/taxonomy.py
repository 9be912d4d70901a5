"""The categories and attributes that a site starts with, from taxonomy.json. What editors changed stays theirs."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from classifieds.models import Attribute, Category

FILE = Path(__file__).with_name("taxonomy.json")
OWN = ("name", "name_en", "days", "level", "schema_type", "is_open", "is_structured", "advice")


def load() -> int:
    """Add what is missing; how many groups, leaves and attributes were added."""
    groups = json.loads(FILE.read_text(encoding="utf-8"))
    with transaction.atomic():
        return sum(_load_group(place, group) for place, group in enumerate(groups))


def _load_group(place: int, data: dict[str, Any]) -> int:
    fields = {name: data[name] for name in OWN} | {"position": place}
    group, is_new = Category.objects.get_or_create(slug=data["slug"], defaults=fields)
    added = int(is_new)
    for number, leaf in enumerate(data["leaves"]):
        inherited = {"days": group.days, "level": group.level, "is_open": group.is_open}
        own = {"group": group, "position": number, **inherited, **leaf}
        added += Category.objects.get_or_create(slug=leaf["slug"], defaults=own)[1]
    return added + sum(_load_attribute(group, number, one) for number, one in enumerate(data["attributes"]))


def _load_attribute(group: Category, place: int, data: dict[str, Any]) -> int:
    fields: dict[str, Any] = {name: data[name] for name in ("name", "name_en", "kind")}
    fields |= {name: data[name] for name in ("unit", "per", "options", "least", "most") if name in data}
    fields |= {
        "is_required": data.get("required", False),
        "is_of_offers": data.get("of_offers", False),
        "is_filterable": data.get("filterable", False),
        "in_title": data.get("in_title", False),
        "position": place,
    }
    attribute, is_new = Attribute.objects.get_or_create(group=group, key=data["key"], defaults=fields)
    if is_new:
        attribute.leaves.set(Category.objects.filter(slug__in=data.get("leaves", [])))
    return int(is_new)
