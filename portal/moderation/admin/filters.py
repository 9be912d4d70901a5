from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


def link_to(row: Any) -> str | SafeString:
    """The thing that a report, a notice or a decision is about, on its own page of the desk."""
    if not (row.target and row.object_id):
        return "-"
    text = f"{row.get_target_display()} {row.object_id}"
    # The apps above register their models here; this floor does not know them by name.
    model = next((model for model in admin.site._registry if model._meta.model_name == row.target), None)
    if model is None:
        return text
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.object_id])
    return format_html('<a href="{}">{}</a>', address, text)


class OpenFilter(admin.SimpleListFilter):
    """What still waits for somebody, or not."""

    title = _("处理情况")
    parameter_name = "open"
    # The queryset method that finds what waits.
    waiting: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("待处理")), ("no", _("已处理"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        waiting = getattr(queryset.model._default_manager.all(), self.waiting)()
        if self.value() == "yes":
            return queryset.filter(pk__in=waiting)
        return queryset.exclude(pk__in=waiting) if self.value() == "no" else queryset
