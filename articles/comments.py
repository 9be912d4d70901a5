"""The talk under an article: what a page shows of it, and what happens to what a reader sends."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, Comment
from articles.models.comment import SHOWN_REPLIES
from portal.lib import challenge, ratelimit
from portal.lib.challenge import Standing
from portal.lib.visitors import visitor
from portal.moderation.links import holds_link
from portal.moderation.words import listed_word_in

# An article with all its scripts and styles is to stay under 60 kB; the rest is on the page of comments.
SHOWN_THREADS = 10
YOUNGEST = 200
# The same words from the same household within so many seconds are one comment, sent twice.
SAME_SECONDS = 600


@dataclass(frozen=True)
class Conversation:
    """The newest threads under an article, and how many comments there are in all."""

    threads: list[Comment]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > sum(1 + len(thread.shown_replies) for thread in self.threads)


def conversation(article: Article) -> Conversation:
    """What the page of an article, which is public, shows; one query, a second one only where very many talk.

    A reply is younger than its comment: among the youngest comments, each comes with all of its replies.
    """
    standing = Comment.objects.standing().filter(article=article)
    youngest = list(standing.order_by("-created_at", "-pk")[:YOUNGEST])
    replies: dict[int | None, list[Comment]] = {}
    for comment in reversed(youngest):
        replies.setdefault(comment.parent_id, []).append(comment)
    threads = [comment for comment in youngest if comment.parent_id is None][:SHOWN_THREADS]
    for thread in threads:
        thread.shown_replies = replies.get(thread.pk, [])[:SHOWN_REPLIES]
    return Conversation(threads, standing.count() if len(youngest) == YOUNGEST else len(youngest))


def purpose(article: Article) -> str:
    """What a challenge has to be signed for to be good for a comment on this article."""
    return f"comment {article.pk}"


def own_scope() -> str:
    """What the household that comments is told apart for: today's comments, and nothing else."""
    return f"comment {timezone.localdate()}"


def add(comment: Comment, request: HttpRequest) -> Comment | None:
    """Store a comment, held if a rule says so; None if nothing showed that it is not a program's.

    Sent twice, by an impatient thumb or a second process, it is stored once and answered twice.
    """
    comment.visitor = visitor(request, own_scope())
    held_for = _suspicion(f"{comment.nickname}\n{comment.text}")
    said = visitor(request, f"said {comment.article_id} {comment.parent_id} {comment.nickname}\n{comment.text}")
    with transaction.atomic():
        # Counting also makes a second sender of the same words wait here until the first one's comment is stored.
        if ratelimit.count(f"said {said}", SAME_SECONDS) > 1 and (twin := _twin(comment)):
            return twin
        standing = challenge.judge(request.POST, purpose(comment.article))
        if standing in {Standing.MISSING, Standing.FAILED}:
            return None
        if standing is not Standing.PROVEN:
            held_for = held_for or Comment.HeldFor.NO_PROOF
        if not ratelimit.allow("comments:flood", request):
            held_for = held_for or Comment.HeldFor.FLOOD
        comment.held_for, comment.held_at = held_for or "", timezone.now() if held_for else None
        comment.save()
    return comment


def _suspicion(text: str) -> Comment.HeldFor | None:
    """What in a text an editor should look at before readers do."""
    if holds_link(text):
        return Comment.HeldFor.LINK
    return Comment.HeldFor.WORD if listed_word_in(text) else None


def _twin(comment: Comment) -> Comment | None:
    """The stored comment that says the same in the same place by the same household."""
    same = {name: getattr(comment, name) for name in ("article", "parent", "nickname", "text", "visitor")}
    return Comment.objects.filter(removed_at=None, **same).order_by("-pk").first()
