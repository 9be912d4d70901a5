"""What is kept of a posted listing for two weeks, to know it again when it comes a second time."""

from django.db import models
from django.utils import timezone

from classifieds.models.listing import Listing


class Trace(models.Model):
    """Where a listing came from, as keyed hashes, and what it says, folded. The worker deletes it after two weeks."""

    listing = models.OneToOneField(Listing, models.CASCADE, related_name="trace")
    household = models.CharField(max_length=32, blank=True)
    neighbourhood = models.CharField(max_length=32, blank=True)
    device = models.CharField(max_length=32, blank=True)
    folded = models.TextField()
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["household", "-seen_at"], name="traces_of_household"),
            models.Index(fields=["neighbourhood", "-seen_at"], name="traces_of_neighbourhood"),
            models.Index(fields=["device", "-seen_at"], name="traces_of_device"),
        ]

    def __str__(self) -> str:
        return str(self.listing_id)


class Band(models.Model):
    """One min-hash band of a trace: texts that are much alike almost surely share one."""

    trace = models.ForeignKey(Trace, models.CASCADE, related_name="bands")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "trace"], name="bands_by_value")]

    def __str__(self) -> str:
        return str(self.value)
