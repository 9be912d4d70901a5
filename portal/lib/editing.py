"""What all forms of the editors' desk share."""

from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Row = TypeVar("Row", bound=models.Model)


def zone_name() -> str:
    """The site's time zone as people say it."""
    if settings.TIME_ZONE == "Asia/Shanghai":
        return _("北京时间")
    return _("%(zone)s时间") % {"zone": settings.TIME_ZONE}


class ZonedDateTimeWidget(AdminSplitDateTime):
    """Date and time with the zone written beside them, each with a name for those who hear the page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (gettext_lazy("日期"), gettext_lazy("时间")), strict=True):
            widget.attrs["aria-label"] = name

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('{} <span class="zone">{}</span>', super().render(*args, **kwargs), zone_name())


ZONED: dict[Any, dict[str, Any]] = {
    models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": ZonedDateTimeWidget}
}


class DeskAdmin(admin.ModelAdmin[Row]):
    """The admin of a model at the desk."""

    formfield_overrides = {**ZONED, models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    # Counting a million rows takes longer than showing fifty.
    show_full_result_count = False

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Row]") -> None:
        """One by one, since `delete()` of a model knows which pages to forget and which files to remove."""
        for row in queryset:
            row.delete()


class ReadOnlyAdmin(DeskAdmin[Row]):
    """Rows that are looked at: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
