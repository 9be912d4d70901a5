from __future__ import annotations

import datetime

from django.db import models
from django.db.models.functions import Greatest


class Figure(models.Model):
    """How often something happened in a month, kept when the rows that tell it are long purged."""

    name = models.CharField(max_length=40)
    month = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "month"], name="one_figure_a_month")]

    def __str__(self) -> str:
        return f"{self.name} {self.month:%Y-%m}: {self.number}"

    @classmethod
    def note(cls, name: str, month: datetime.date, number: int) -> None:
        """Keep the number if it is the highest that was counted: rows only ever go, once a month is over."""
        figure, _made = cls.objects.get_or_create(name=name, month=month)
        cls.objects.filter(pk=figure.pk).update(number=Greatest("number", number))

    @classmethod
    def since(cls, month: datetime.date) -> dict[str, dict[datetime.date, int]]:
        """The numbers of every name from that month on."""
        found: dict[str, dict[datetime.date, int]] = {}
        for figure in cls.objects.filter(month__gte=month):
            found.setdefault(figure.name, {})[figure.month] = figure.number
        return found
