"""View counts. A visit is one visitor, one thing, one half hour; visits are added up into days."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ARTICLE = "article", _("文章")
    LISTING = "listing", _("信息")


class Visit(models.Model):
    """A visitor seen at a thing within one half hour; a hash with a key of the day, never an address."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    slot = models.PositiveIntegerField(help_text="Half hours since 1970, UTC.")
    visitor = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "slot", "visitor"], name="one_visit_per_half_hour")
        ]


class DailyViews(models.Model):
    """How often a thing was looked at on one day of the site's time zone."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("每日关注度")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "day"], name="one_count_per_day")]
        indexes = [models.Index(fields=["kind", "day"], name="views_by_day")]


class ViewTotal(models.Model):
    """All views of a thing so far, folded days and what it brought from elsewhere together."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    views = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_total_each")]


class Ranking(models.Model):
    """The most read of the last seven days, worked out when views are folded."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    rank = models.PositiveSmallIntegerField()
    object_id = models.PositiveBigIntegerField()
    views = models.PositiveIntegerField()

    class Meta:
        ordering = ["kind", "rank"]
        constraints = [models.UniqueConstraint(fields=["kind", "rank"], name="one_thing_per_rank")]
