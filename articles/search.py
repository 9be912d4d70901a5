"""How an article is found: its title; then its lead, who is interviewed, and its words as far as they are permitted."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Permission, Person, Section, Source
from portal.lib import html
from portal.search import index, spelling
from portal.search.models import Document

NAMED = (Section, Source, Person)
# A text leaves the index so long before its permission ends, that it is out in time; the rest is found throughout.
AHEAD = datetime.timedelta(days=1)
BATCH = 500


def names() -> Iterator[str]:
    """What readers may look for by its name."""
    for model in NAMED:
        yield from model._default_manager.values_list("name", flat=True)
    yield from Article.tags.all().values_list("name", flat=True)


def rows() -> ArticleQuerySet:
    """What is public or needs only time to be; nothing that an editor, or a takedown, keeps away."""
    kept = {"withdrawn_at": None, "held_at": None, "deindexed_at": None}
    return Article.objects.filter(workflow=Article.Workflow.APPROVED, **kept).select_related("interviewee", "source")


def describe(article: Article) -> Document:
    """The document of an article."""
    moment = timezone.now() + AHEAD
    who = f"{article.interviewee.name}，{article.interviewee.office}" if article.is_interview else ""
    words = html.to_text(article.body) if article.shows_body_at(moment) else ""
    texts = (article.excerpt_at(moment), who.strip("，"), words, article.original_title)
    return Document(
        title=article.title,
        text="\n".join(part for part in texts if part),
        published_at=article.publish_at,
        expires_at=_described_until(article, moment),
        region_id=article.region_id,
        section_id=article.section_id,
        source_id=article.source_id,
    )


def _described_until(article: Article, moment: datetime.datetime) -> datetime.datetime | None:
    """When the document may no longer be found as it is: at the article's end, or when more than is due is in it."""
    source = article.source
    lapse = source.permission_ends_at if source and source.permission_at(moment) != Permission.NONE else None
    return min(filter(None, (article.expires_at, lapse)), default=None)


def renew_sources() -> None:
    """Index the articles of sources anew whose permission changed, or soon ends; for the worker."""
    moment = timezone.now() + AHEAD
    for source in Source.objects.all():
        permitted = source.permission_at(moment)
        if source.searched_as != permitted:
            _renew(source)
            # Not if an editor changed it in between: then it is to be done again.
            unchanged = dict(zip(Source.TERMS, source.terms, strict=True))
            Source.objects.filter(pk=source.pk, **unchanged).update(searched_as=permitted)


def _renew(source: Source) -> None:
    """All its articles, batch by batch."""
    last = 0
    while ids := list(rows().filter(source=source, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        index.update("article", ids)
        last = ids[-1]


def register() -> None:
    """Called once, when the app is ready."""
    spelling.register(names)
    index.register(
        index.Collection(
            kind="article",
            rows=rows,
            public=Article.objects.public,
            shown=lambda: Article.objects.public().for_cards(),
            describe=describe,
            template="parts/_search_result.html",
        )
    )
