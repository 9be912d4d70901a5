"""Addresses for Chinese names."""

from typing import Any

from django.db import models
from django.utils.text import slugify
from pypinyin import lazy_pinyin


def free_slug(model: Any, name: str) -> str:
    """The name in pinyin, as the model's slug that no other row has: 涟水 becomes lianshui."""
    field: models.SlugField[str, str] = model._meta.get_field("slug")
    slug = slugify("".join(lazy_pinyin(name)))[: (field.max_length or 50) - 4] or "name"
    taken = set(model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    choices = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
    return next(choice for choice in choices if choice not in taken)
