"""Which files an article shows, and which files are shown by articles that stand: for takedowns."""

import functools
import operator
import re

from django.db.models import Q

from articles.models import Article, ArticleQuerySet, Picture
from articles.models.article import PICTURE_IN_TEXT
from portal.lib import images

IN_TEXT = re.compile(re.escape(PICTURE_IN_TEXT) + r"([\w./-]+)")
WIDTH = re.compile(r"-\d+(?=\.webp$)")


def files(article: Article) -> set[str]:
    """The names of all files that the article's pages show, with every rendition of each picture."""
    in_text = set(IN_TEXT.findall(article.body))
    wholes = {WIDTH.sub("", name) for name in in_text}
    portrait = Q(pk__in=Article.objects.filter(pk=article.pk).values("interviewee__portrait"))
    pictures = Picture.objects.filter(Q(pk=article.cover_id) | Q(file__in=wholes) | portrait)
    return in_text.union(*(images.names(str(one.file.name), one.widths) for one in pictures))


def shown(names: set[str]) -> set[str]:
    """Those of these names that belong to a picture of an article that is signed off and was not taken down."""
    wholes = {WIDTH.sub("", name) for name in names}
    if not wholes:
        return set()
    standing = Article.objects.filter(workflow=Article.Workflow.APPROVED, withdrawn_at=None, held_at=None)
    # One file can belong to several pictures: it is named by its content.
    ids = {pk: str(file) for file, pk in Picture.objects.filter(file__in=wholes).values_list("file", "pk")}
    framed = standing.filter(Q(cover__in=ids) | Q(interviewee__portrait__in=ids))
    used = {pk for pair in framed.values_list("cover", "interviewee__portrait") for pk in pair}
    kept = {file for pk, file in ids.items() if pk in used} | _in_texts(standing, wholes)
    return {name for name in names if WIDTH.sub("", name) in kept}


def _in_texts(standing: ArticleQuerySet, wholes: set[str]) -> set[str]:
    """Those that the body of a standing article holds."""
    any_of = functools.reduce(operator.or_, (Q(body__contains=whole.removesuffix(".webp")) for whole in wholes))
    bodies = standing.filter(any_of, body__contains=PICTURE_IN_TEXT).values_list("body", flat=True)
    found = {WIDTH.sub("", name) for body in bodies for name in IN_TEXT.findall(body)}
    return wholes & found
