"""One document per public article or listing. The engine's own index (sqlite.py, postgres.py) hangs on this table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """What the index knows of one thing. `tokens` is what the engine was given, and needed to take it out again."""

    kind = models.CharField(_("类型"), max_length=8)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    region_id = models.PositiveBigIntegerField(null=True)
    section_id = models.PositiveBigIntegerField(null=True)
    source_id = models.PositiveBigIntegerField(null=True)
    published_at = models.DateTimeField()
    tokens = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = _("搜索条目")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_each")]
        indexes = [models.Index(fields=["-published_at"], name="documents_newest")]
