"""The newsroom at the desk. One file for what is edited together."""

from articles.admin import articles, changes, comments, entries, feeds, fronts, people, pictures, sections, sources

__all__ = ["articles", "changes", "comments", "entries", "feeds", "fronts", "people", "pictures", "sections", "sources"]
