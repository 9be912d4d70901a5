"""Where readers meet an article on the pages of this app."""

import functools
from typing import Any

from django.urls import reverse

from articles.feeds import paths
from articles.models import Article, Comment
from portal.moderation import surfaces
from portal.moderation.models import Target


def _at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def _above(name: str, comment: Comment) -> list[str]:
    """The page of the comment's article that has this name."""
    return [_at(name, comment.article_id)]


def register() -> None:
    """Called once, when the app is ready."""

    def add(name: str, addresses: Any) -> None:
        surfaces.register(name, Target.ARTICLE, addresses)

    def day(article: Article) -> list[str]:
        return [_at("articles:archive", article.day.year, article.day.month, article.day.day)]

    def people(article: Article) -> list[str]:
        return [_at("articles:person", pk) for pk in article.bylines.values_list("person_id", flat=True)]

    def comments(article: Article) -> list[int]:
        return list(article.comments.values_list("pk", flat=True)[:20])

    for name in ("articles:detail", "articles:print", "articles:comments"):
        surfaces.register(name, Target.COMMENT, functools.partial(_above, name))
    surfaces.register("articles:report", Target.COMMENT, lambda one: [_at("articles:report", one.article_id, one.pk)])
    add("articles:detail", lambda article: [_at("articles:detail", article.pk)])
    add("articles:print", lambda article: [_at("articles:print", article.pk)])
    add("articles:comments", lambda article: [_at("articles:comments", article.pk)])
    add("articles:report", lambda article: [_at("articles:report", article.pk, pk) for pk in comments(article)])
    add("articles:section", lambda article: [_at("articles:section", article.section.slug)])
    add("articles:source", lambda article: [_at("articles:source", article.source_id)] if article.source_id else [])
    add("articles:tag", lambda article: [_at("articles:tag", tag.slug) for tag in article.tags.all()])
    add("articles:person", people)
    add("articles:archive", day)
    add("articles:most_read", lambda article: [_at("articles:most_read")])
    add("articles:corrections", lambda article: [_at("articles:corrections")])
    # What a device saved and is gone stays there as a number, with the way to the reasons.
    saved = functools.partial(surfaces.register, "articles:saved", Target.ARTICLE, names_removed=True)
    saved(lambda article: [f"{_at('articles:saved')}?ids={article.pk}"])
    add("articles:feed", lambda article: list(paths("feed").values()))
    add("articles:feed_of_region", lambda article: list(paths("feed_of_region", article.region.slug).values()))
    add("articles:feed_of_section", lambda article: list(paths("feed_of_section", article.section.slug).values()))
    add(
        "articles:feed_of_tag",
        lambda article: [path for tag in article.tags.all() for path in paths("feed_of_tag", tag.slug).values()],
    )
