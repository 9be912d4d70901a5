"""Moderation at the desk: the lists of reports, words and decisions, and the page on which a notice is handled."""

from portal.moderation.admin import lists, notices, removals

__all__ = ["lists", "notices", "removals"]
