"""What a takedown has to know of articles."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article, Comment, Correction
from articles.picture_files import files, shown
from articles.texts import of_comment, texts, ties
from portal.lib import html
from portal.moderation import denial, removable, takedown
from portal.moderation.denial import Verdict
from portal.moderation.models import Decision, Target
from portal.moderation.removable import Kind, Said


def said(article: Article) -> Said:
    """What an article says, and where it is found at its source."""
    text = f"{article.lead}\n{html.to_text(article.body)}"
    return Said(article.title, text, [article.original_url] if article.original_url else [])


def verdict(article: Article) -> Verdict:
    """Whether an article is, or is much like, one that was withdrawn."""
    words = said(article)
    return denial.verdict(title=words.title, text=words.text, aliases=words.addresses)


def admit(article: Article) -> Verdict:
    """Hold an article that is like a withdrawn one; call it in the transaction that lets readers see it."""
    found = verdict(article)
    if found:
        takedown.hold(article, by=None, reason=found.reason)
    return found


def _said_in_comment(comment: Comment) -> Said:
    return Said(comment.text, "")


def _no_path(comment: Comment) -> str:
    """A comment is met on the pages of its article alone."""
    return ""


def _remove_comment(comment: Comment, *, by: AbstractBaseUser, reason: str) -> bool:
    return comment.remove(by=by, reason=reason)


def _hold_comment(comment: Comment, *, by: AbstractBaseUser | None, reason: str) -> bool:
    return comment.hold(Comment.HeldFor.EDITOR, by=by)


def _approve_comment(comment: Comment, *, by: AbstractBaseUser, reason: str) -> bool:
    return comment.approve(by=by)


def _correct(article: Article, *, by: AbstractBaseUser, reason: str) -> bool:
    """Put a correction below the article and on the page of corrections."""
    with transaction.atomic():
        Correction.objects.create(article=article, text=reason)
        Decision.record(article, verb="correct", by=by, reason=reason)
        article.purge_pages()
    return True


def _members(article: Article) -> list[Article]:
    """The articles of all sources that tell its story, itself first."""
    others = Article.objects.filter(story=article.story_id).exclude(pk=article.pk).select_related("source")
    return [article, *(others.order_by("publish_at", "pk") if article.story_id else ())]


def register() -> None:
    """Called once, when the app is ready."""
    verbs = {"withdraw": _remove_comment, "hold": _hold_comment, "restore": _approve_comment}
    article = Kind(
        Target.ARTICLE,
        Article,
        public=Article.objects.at_address,
        said=said,
        verbs={"correct": _correct},
        back={"held_at": None, "held_reason": ""},
        files=files,
        shown=shown,
        texts=texts,
        ties=ties,
        members=_members,
        takes_two=True,
    )
    comment = Kind(
        Target.COMMENT,
        Comment,
        public=Comment.objects.public,
        said=_said_in_comment,
        verbs=verbs,
        path=_no_path,
        texts=of_comment,
    )
    removable.register(article)
    removable.register(comment)
