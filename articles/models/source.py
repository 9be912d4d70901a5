from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.permission import Permitting
from portal.lib import caching
from portal.search.models import Document


def is_web_address(field: str) -> Q:
    """What a column that pages link to may hold: nothing, or an http or https address."""
    return Q(**{field: ""}) | Q(**{f"{field}__startswith": "http://"}) | Q(**{f"{field}__startswith": "https://"})


class Source(Permitting):
    """A paper, station or site whose stories are cited here."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    home = models.URLField(_("网站"), blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    wants_canonical = models.BooleanField(
        _("摘要页指向原文"), default=False, help_text=_("只显示摘要的页面告诉搜索引擎，原文才是正本。")
    )
    # Under which permission the search index has its articles; empty until articles/search.py brings it in line.
    searched_as = models.CharField(max_length=8, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("来源")
        constraints = [
            models.CheckConstraint(condition=is_web_address("home"), name="home_is_http"),
            Permitting.constraint(),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:source", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        is_new = self._state.adding
        with transaction.atomic():
            before = Source.objects.select_for_update().filter(pk=self.pk).first()
            if before and before.terms != self.terms:
                self._leave_search()
            super().save(*args, **kwargs)  # type: ignore[arg-type]
        # A name stands on any number of pages; changing it is rare enough to make them all anew.
        caching.purge_after_commit(f"source:{self.pk}" if is_new else "site")

    def _leave_search(self) -> None:
        """Let the worker index its articles anew; where less may be shown now, none of them is found before that."""
        self.searched_as = ""
        if not self.permits_whole_text(timezone.now()):
            documents = Document.objects.current().filter(kind="article", source_id=self.pk)
            documents.update(expires_at=timezone.now())
