"""What a repost has to say of itself before readers see it: whose it is, and who answers for it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models.permission import Permission

if TYPE_CHECKING:
    from articles.models.article import Article

OF_REPOSTS = ("original_title", "original_author", "responsible_editor")


def owed(article: Article) -> list[str]:
    """The fields that are still empty; what the site wrote itself owes none."""
    source = article.source
    if source is None or source.permission == Permission.OWN:
        return []
    return [name for name in OF_REPOSTS if not getattr(article, name).strip()]


def in_words(article: Article) -> list[str]:
    """The same, as the desk names them."""
    return [str(article._meta.get_field(name).verbose_name) for name in owed(article)]  # type: ignore[union-attr]
