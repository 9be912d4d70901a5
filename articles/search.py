"""How an article is found: its title; then its lead, who is interviewed, and its words."""

from collections.abc import Iterator

from articles.models import Article, ArticleQuerySet, Person, Section, Source
from portal.lib import html
from portal.search import index, spelling
from portal.search.models import Document

NAMED = (Section, Source, Person)


def names() -> Iterator[str]:
    """What readers may look for by its name."""
    for model in NAMED:
        yield from model._default_manager.values_list("name", flat=True)
    yield from Article.tags.all().values_list("name", flat=True)


def rows() -> ArticleQuerySet:
    """What is public or needs only time to be; nothing that an editor, or a takedown, keeps away."""
    kept = {"withdrawn_at": None, "held_at": None, "deindexed_at": None}
    return Article.objects.filter(workflow=Article.Workflow.APPROVED, **kept).select_related("interviewee")


def describe(article: Article) -> Document:
    """The document of an article."""
    who = f"{article.interviewee.name}，{article.interviewee.office}" if article.is_interview else ""
    texts = (article.lead, who.strip("，"), html.to_text(article.body), article.original_title)
    return Document(
        title=article.title,
        text="\n".join(part for part in texts if part),
        published_at=article.publish_at,
        expires_at=article.expires_at,
        region_id=article.region_id,
        section_id=article.section_id,
        source_id=article.source_id,
    )


def register() -> None:
    """Called once, when the app is ready."""
    spelling.register(names)
    index.register(
        index.Collection(
            kind="article",
            rows=rows,
            public=lambda: Article.objects.public().for_cards(),
            describe=describe,
            template="parts/_search_result.html",
        )
    )
