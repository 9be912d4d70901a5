"""The classifieds at the desk. One file for what is looked after together."""

from classifieds.admin import categories, denied, known, listings

__all__ = ["categories", "denied", "known", "listings"]
