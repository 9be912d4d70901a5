from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


class Person(models.Model):
    """Someone who signs stories."""

    name = models.CharField(_("姓名"), max_length=60, unique=True)
    introduction = models.CharField(_("介绍"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("署名人")
        verbose_name_plural = _("署名人")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:person", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        # A name stands on any number of pages; changing it is rare enough to make them all anew.
        caching.purge_after_commit(f"person:{self.pk}" if is_new else "site")


class Byline(models.Model):
    """One person's part in one article."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("记者")
        CORRESPONDENT = "correspondent", _("通讯员")
        PHOTOGRAPHER = "photographer", _("摄影")
        EDITOR = "editor", _("编辑")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines", verbose_name=_("文章"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="bylines", verbose_name=_("署名人"))
    role = models.CharField(_("角色"), max_length=14, choices=Role.choices, default=Role.REPORTER)
    label = models.CharField(
        _("页面写作"), max_length=20, blank=True, help_text=_("例如“融媒体记者”；空着就写角色名。")
    )
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("署名")
        constraints = [models.UniqueConstraint(fields=["article", "person", "role"], name="one_byline_per_role")]

    def __str__(self) -> str:
        return f"{self.label or self.get_role_display()} {self.person}"
