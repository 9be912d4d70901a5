from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib import caching
from portal.lib.redacting import redact
from portal.moderation import redaction
from portal.moderation.models import Decision, Report, Target

if TYPE_CHECKING:
    from articles.models.article import Article


# Replies shown under their comment; the rest are on the thread's own page.
SHOWN_REPLIES = 3


class CommentQuerySet(models.QuerySet["Comment"]):
    def standing(self) -> Self:
        """Neither held nor removed, and not under a comment that is."""
        return self.filter(Q(parent=None) | Q(parent__held_at=None, parent__removed_at=None)).filter(
            held_at=None, removed_at=None
        )

    def public(self) -> Self:
        """What readers may see: standing, under an article that is public itself."""
        from articles.models.article import Article

        return self.standing().filter(Exists(Article.objects.at_address().filter(pk=OuterRef("article"))))

    def threads(self, article: Article) -> Self:
        """The article's public comments of the first level, the newest first, with their `shown_replies`."""
        replies = Comment.objects.standing()[:SHOWN_REPLIES]
        return (
            self.public()
            .filter(article=article, parent=None)
            .prefetch_related(models.Prefetch("replies", replies, to_attr="shown_replies"))
            .order_by("-created_at", "-pk")
        )

    def awaiting_review(self) -> Self:
        return self.exclude(held_at=None).filter(removed_at=None)


class Comment(models.Model):
    """A reader's words under an article; replies go one level deep."""

    class HeldFor(models.TextChoices):
        LINK = "link", _("有链接")
        WORD = "word", _("有待审词")
        FLOOD = "flood", _("同一地址发得太密")
        REPORTS = "reports", _("读者举报")
        NO_PROOF = "no_proof", _("未经自动校验")
        EDITOR = "editor", _("编辑决定")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="comments", verbose_name=_("文章"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("回复")
    )
    nickname = models.CharField(_("称呼"), max_length=20)
    place = models.CharField(_("地区"), max_length=20, blank=True)
    text = models.TextField(_("内容"), max_length=500)
    visitor = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    held_at = models.DateTimeField(_("待审"), null=True, blank=True, editable=False)
    held_for = models.CharField(_("待审原因"), max_length=8, choices=HeldFor.choices, blank=True, editable=False)
    approved_at = models.DateTimeField(_("编辑通过"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(_("删除"), null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    # Set by threads().
    shown_replies: list[Comment]

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = verbose_name_plural = _("评论")
        indexes = [models.Index(fields=["article", "created_at"], name="comments_of_article")]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        """Its thread's own page, at its place."""
        page = reverse("articles:comments", args=[self.article_id])
        return f"{page}?thread={self.parent_id or self.pk}#comment-{self.pk}"

    @property
    def has_more_replies(self) -> bool:
        """Whether there may be replies beyond `shown_replies`."""
        return len(self.shown_replies) >= SHOWN_REPLIES

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    def save(self, *args: object, **kwargs: object) -> None:
        if passages := redaction.standing_passages(Target.ARTICLE, self.article_id):
            self.nickname, self.text = redact(self.nickname, passages)[:20], redact(self.text, passages)[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        self.purge_pages()

    def purge_pages(self) -> None:
        """Forget, after the commit, the page of its article."""
        caching.purge_after_commit(f"article:{self.article_id}")

    def hold(self, for_: HeldFor, *, by: AbstractBaseUser | None = None) -> bool:
        """Take the comment from the page until an editor looks at it; what one approved, only an editor can hold."""
        standing = Comment.objects.filter(pk=self.pk, held_at=None, removed_at=None)
        if by is None:
            standing = standing.filter(approved_at=None)
        return self._change(standing, "hold", by, str(for_.label), held_at=timezone.now(), held_for=for_)

    def approve(self, *, by: AbstractBaseUser) -> bool:
        """Put the comment on the page to stay, whatever held or removed it; False if an editor already did."""
        undecided = Comment.objects.filter(pk=self.pk).exclude(approved_at__isnull=False, held_at=None, removed_at=None)
        now = timezone.now()
        return self._change(undecided, "approve", by, approved_at=now, held_at=None, held_for="", removed_at=None)

    def remove(self, *, by: AbstractBaseUser, reason: str) -> bool:
        """Take the comment off the site; False if someone already did."""
        there = Comment.objects.filter(pk=self.pk, removed_at=None)
        return self._change(there, "remove", by, reason, removed_at=timezone.now())

    def _change(
        self, rows: CommentQuerySet, verb: str, by: AbstractBaseUser | None, reason: str = "", **facts: object
    ) -> bool:
        """Change the row if it is among `rows` (so of two people at once one wins), and write down who did it."""
        with transaction.atomic():
            if not rows.update(**facts):
                return False
            Decision.record(self, verb=verb, by=by, reason=reason)
            if by is not None:
                self._reports().update(settled_at=timezone.now())
            self.purge_pages()
        self.refresh_from_db()
        return True

    def _reports(self) -> models.QuerySet[Report]:
        """The readers' reports of this comment that no editor has settled."""
        return Report.objects.filter(target=Target.COMMENT, object_id=self.pk, settled_at=None)

    def report(self, *, visitor: str, reason: str = "") -> bool:
        """Note a reader's report, one from each; enough of them hold a comment that no editor approved."""
        is_new = Report.objects.get_or_create(
            target=Target.COMMENT, object_id=self.pk, visitor=visitor, defaults={"reason": reason}
        )[1]
        # Counted after the commit, so that of reports sent at once the last one sees all.
        if is_new and self._reports().count() >= settings.REPORTS_TO_HOLD:
            self.hold(self.HeldFor.REPORTS)
        return is_new
