"""One document per article or listing that is, or will be, public.

The engine's own index hangs on this table and is kept by the database itself (migrations/0003): a row written,
changed or deleted here is found, found anew or no longer found in the same transaction, however it was written.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DocumentQuerySet(models.QuerySet["Document"]):
    def current(self) -> Self:
        """What is not to be shown later, nor was to be shown only until now."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), published_at__lte=now)

    def newest_first(self) -> Self:
        """No index has this order on purpose: PostgreSQL would walk it past a million rows to find twenty."""
        return self.order_by("-published_at", "-object_id", "kind")


class Document(models.Model):
    """What the index knows of one thing. The narrow columns stand first: they are read for every match."""

    kind = models.CharField(_("类型"), max_length=8)
    object_id = models.PositiveBigIntegerField()
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    region_id = models.PositiveBigIntegerField(null=True)
    section_id = models.PositiveBigIntegerField(null=True)
    source_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    # What the engine was given, in order; SQLite needs the same again to take a document out.
    tokens = models.TextField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("搜索条目")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_each")]


class Spelling(models.Model):
    """A word of titles and names, by the letters that are typed when the input method is off: huaian for 淮安."""

    letters = models.CharField(max_length=64)
    word = models.CharField(max_length=10)
    weight = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("拼音")
        constraints = [models.UniqueConstraint(fields=["letters", "word"], name="one_spelling_each")]


class Unsent(models.Model):
    """A thing whose document has to be sent to OpenSearch, as it stands when it is sent."""

    kind = models.CharField(max_length=8)
    object_id = models.PositiveBigIntegerField()


class Mirror(models.Model):
    """The one row that says which index of OpenSearch answers, and how far the next one is filled."""

    live = models.CharField(max_length=60)
    building = models.CharField(max_length=60)
    filled_to = models.PositiveBigIntegerField(default=0)
