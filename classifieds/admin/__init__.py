"""The classifieds at the desk. One file for what is looked after together."""

from classifieds.admin import denied, known, listings

__all__ = ["denied", "known", "listings"]
