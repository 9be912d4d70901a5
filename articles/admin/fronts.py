from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Breaking, Pin
from portal.lib.editing import DeskAdmin


class CurrentFilter(admin.SimpleListFilter):
    """Pins and banners that are up now, or not."""

    title = _("是否在显示")
    parameter_name = "current"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("在显示")), ("no", _("不显示"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() not in {"yes", "no"}:
            return queryset
        current = queryset.model._default_manager.all().current()
        return queryset.filter(pk__in=current) if self.value() == "yes" else queryset.exclude(pk__in=current)


@admin.register(Pin)
class PinAdmin(DeskAdmin[Pin]):
    list_display = ("article", "front", "position", "until")
    list_filter = (CurrentFilter, "section")
    list_select_related = ("article", "section", "region")
    search_fields = ("article__title",)
    autocomplete_fields = ("article", "region")

    @admin.display(description=_("位置"))
    def front(self, pin: Pin) -> str:
        return str(pin.section or pin.region or _("首页"))


@admin.register(Breaking)
class BreakingAdmin(DeskAdmin[Breaking]):
    list_display = ("text", "article", "shown_from", "expires_at", "is_up")
    list_filter = (CurrentFilter,)
    list_select_related = ("article",)
    search_fields = ("text", "article__title")
    autocomplete_fields = ("article",)
    date_hierarchy = "shown_from"

    @admin.display(description=_("在显示"), boolean=True)
    def is_up(self, breaking: Breaking) -> bool:
        return breaking.shown_from <= timezone.now() < breaking.expires_at
