from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib import caching

if TYPE_CHECKING:
    from articles.models.article import Article


class CommentQuerySet(models.QuerySet["Comment"]):
    def public(self) -> Self:
        """What readers may see: not held, not removed, under an article that is public itself."""
        from articles.models.article import Article

        return self.filter(held_at=None, removed_at=None, article__in=Article.objects.public()).exclude(
            parent__in=Comment.objects.hidden()
        )

    def threads(self, article: Article) -> Self:
        """The article's public comments of the first level, each with its public replies in `shown_replies`."""
        public = self.public().filter(article=article)
        return public.filter(parent=None).prefetch_related(
            models.Prefetch("replies", Comment.objects.public().filter(article=article), to_attr="shown_replies")
        )

    def hidden(self) -> Self:
        return self.exclude(held_at=None, removed_at=None)

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

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit(f"article:{self.article_id}")
