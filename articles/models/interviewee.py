from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from portal.moderation import redaction
from portal.search import index


class Interviewee(models.Model):
    """Who answers in an interview."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="interviewee", verbose_name=_("文章"))
    name = models.CharField(_("姓名"), max_length=60)
    office = models.CharField(_("职务"), max_length=100, blank=True)
    introduction = models.TextField(_("介绍"), blank=True, max_length=500)
    note = models.CharField(_("访谈时间、地点"), max_length=200, blank=True)
    pull_quote = models.CharField(_("引语"), max_length=80, blank=True, help_text=_("原话，首页和栏目页用作大字。"))
    portrait = models.ForeignKey(
        "articles.Picture", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("肖像")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("受访者")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            redaction.keep(self.article)
            index.refresh(self.article)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)  # type: ignore[arg-type]
            index.refresh(Article.objects.get(pk=self.article_id))
        return deleted
