from django.db import models

from portal.lib import ratelimit


class Tally(models.Model):
    """How often something happened; counted and pruned by `portal.lib.ratelimit`, a floor without models."""

    name = models.CharField(max_length=100, primary_key=True)
    hits = models.PositiveIntegerField()
    until = models.BigIntegerField(help_text="Seconds since 1970.")

    class Meta:
        db_table = ratelimit.TABLE
        indexes = [models.Index(fields=["until"], name="tallies_by_end")]

    def __str__(self) -> str:
        return f"{self.name}: {self.hits}"
