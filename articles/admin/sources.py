"""Sources at the desk: who they are, and what they permit."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Permission, Source
from portal.lib.editing import DeskAdmin


class LapsedFilter(admin.SimpleListFilter):
    """Permissions that ended, or end within a month: somebody has to ask again."""

    title = gettext_lazy("授权期限")
    parameter_name = "lapse"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", _("已到期")), ("soon", _("一个月内到期"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Source]") -> "QuerySet[Source]":
        today = timezone.localdate()
        if self.value() == "past":
            return queryset.filter(permission_ends_on__lt=today)
        if self.value() == "soon":
            return queryset.filter(permission_ends_on__range=(today, today + datetime.timedelta(days=31)))
        return queryset


@admin.register(Source)
class SourceAdmin(DeskAdmin[Source]):
    list_display = ("name", "home", "permitted", "permission_ends_on", "note")
    list_filter = ("permission", LapsedFilter)
    search_fields = ("name", "home")
    fieldsets = (
        (None, {"fields": ("name", "home", "note", "wants_canonical")}),
        (
            gettext_lazy("授权"),
            {
                "fields": ("permission", "evidence", "permission_ends_on", "excerpt_limit"),
                "description": gettext_lazy("没有记下授权的来源，只显示标题、短摘要、作者、来源和原文链接。"),
            },
        ),
    )

    @admin.display(description=gettext_lazy("现在可以显示"), ordering="permission")
    def permitted(self, source: Source) -> str | SafeString:
        """What counts at this moment; a permission that ended is said to have ended."""
        now = source.permission_now
        if now == source.permission:
            return str(now.label)
        was = Permission(source.permission).label
        return format_html("{} <small>{}</small>", now.label, _("（“%(was)s”已到期）") % {"was": was})
