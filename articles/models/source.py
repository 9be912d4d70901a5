from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


def is_web_address(field: str) -> Q:
    """What a column that pages link to may hold: nothing, or an http or https address."""
    return Q(**{field: ""}) | Q(**{f"{field}__startswith": "http://"}) | Q(**{f"{field}__startswith": "https://"})


class Source(models.Model):
    """A paper, station or site whose stories are cited here."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    home = models.URLField(_("网站"), blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("来源")
        constraints = [models.CheckConstraint(condition=is_web_address("home"), name="home_is_http")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:source", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        # A name stands on any number of pages; changing it is rare enough to make them all anew.
        caching.purge_after_commit(f"source:{self.pk}" if is_new else "site")
