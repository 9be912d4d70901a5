"""Addresses that somebody outside is to be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One address for one service: that it came, changed or went. It stays until the service has taken it."""

    class Service(models.TextChoices):
        WEBSUB = "websub", "WebSub"
        INDEXNOW = "indexnow", "IndexNow"
        BAIDU = "baidu", _("百度链接提交")

    service = models.CharField(max_length=8, choices=Service.choices)
    path = models.CharField(max_length=600)
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "path"], name="one_message_per_address")]

    def __str__(self) -> str:
        return f"{self.service} {self.path}"
