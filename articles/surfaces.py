"""Where readers meet an article on the pages of this app."""

import functools
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from articles import lists
from articles.feeds import paths
from articles.models import Article, ArticleQuerySet, Comment
from portal.moderation import surfaces
from portal.moderation.models import Target


def _at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def _above(name: str, comment: Comment) -> list[str]:
    """The page of the comment's article that has this name."""
    return [_at(name, comment.article_id)]


# The lists that show an article: the arguments of each address, and its articles.
Listed = Callable[[Article], list[tuple[list[Any], ArticleQuerySet]]]
LISTS: dict[str, Listed] = {
    "articles:section": lambda one: [([one.section.slug], Article.objects.public().filter(section=one.section_id))],
    "articles:source": lambda one: (
        [([one.source_id], Article.objects.public().filter(source=one.source_id))] if one.source_id else []
    ),
    "articles:tag": lambda one: [([tag.slug], Article.objects.public().filter(tags=tag)) for tag in one.tags.all()],
    "articles:person": lambda one: [
        ([pk], Article.objects.public().filter(bylines__person=pk))
        for pk in one.bylines.values_list("person_id", flat=True)
    ],
    "articles:archive": lambda one: [
        ([one.day.year, one.day.month, one.day.day], Article.objects.public().on_day(one.day))
    ],
}


def _standing_in(name: str, listed: Listed, article: Article) -> list[str]:
    return [lists.page_of(article, rows, _at(name, *arguments)) for arguments, rows in listed(article)]


def register() -> None:
    """Called once, when the app is ready."""

    def add(name: str, addresses: Any) -> None:
        surfaces.register(name, Target.ARTICLE, addresses)

    def comments(article: Article) -> list[int]:
        return list(article.comments.values_list("pk", flat=True)[:20])

    for name in ("articles:detail", "articles:print", "articles:comments"):
        surfaces.register(name, Target.COMMENT, functools.partial(_above, name))
    surfaces.register("articles:report", Target.COMMENT, lambda one: [_at("articles:report", one.article_id, one.pk)])
    add("articles:detail", lambda article: [_at("articles:detail", article.pk)])
    add("articles:share", lambda article: [_at("articles:share", article.pk)])
    add("articles:print", lambda article: [_at("articles:print", article.pk)])
    add("articles:comments", lambda article: [_at("articles:comments", article.pk)])
    add("articles:report", lambda article: [_at("articles:report", article.pk, pk) for pk in comments(article)])
    for name, listed in LISTS.items():
        add(name, functools.partial(_standing_in, name, listed))
    add("articles:most_read", lambda article: [_at("articles:most_read")])
    add("articles:corrections", lambda article: [_at("articles:corrections")])
    # What a device saved and is gone stays there as a number, with the way to the reasons.
    saved = functools.partial(surfaces.register, "articles:saved", Target.ARTICLE, names_removed=True)
    saved(lambda article: [f"{_at('articles:saved')}?ids={article.pk}"])
    add("articles:feed", lambda article: list(paths("feed").values()))
    add(
        "articles:feed_of_region",
        lambda one: [path for at in one.region.with_parent() for path in paths("feed_of_region", at.slug).values()],
    )
    add("articles:feed_of_section", lambda article: list(paths("feed_of_section", article.section.slug).values()))
    add(
        "articles:feed_of_tag",
        lambda article: [path for tag in article.tags.all() for path in paths("feed_of_tag", tag.slug).values()],
    )
