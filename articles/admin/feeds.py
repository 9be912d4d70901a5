"""Feeds at the desk: how each is doing, and lists of them brought in and taken out."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin import subscriptions
from articles.models import Entry, Feed
from portal.lib.editing import DeskAdmin

TREATMENT = (("mode", "responsible_editor"), "interval")
HEALTH = ("state", "reason", "status", "fetched_at", "succeeded_at", "due_at", "failures", "stopped_at", "created_at")


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Feed.State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return queryset.in_state(Feed.State(value)) if value in Feed.State.values else queryset


@admin.register(Feed)
class FeedAdmin(DeskAdmin[Feed]):
    change_list_template = "admin/articles/feed/change_list.html"
    actions = ("fetch_now", "stop")
    list_display = ("__str__", "source", "health", "section", "region", "mode", "fetched_at", "number")
    list_filter = (StateFilter, "mode", "section")
    list_select_related = ("source", "section", "region")
    search_fields = ("title", "url", "source__name", "folder")
    autocomplete_fields = ("source", "region")
    readonly_fields = HEALTH
    fieldsets = (
        (None, {"fields": ("source", "url", "title", "folder", ("section", "region"), *TREATMENT)}),
        (gettext_lazy("健康状况"), {"fields": HEALTH}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Feed]":
        """With the number of entries, which is counted only for the feeds that are shown."""
        entries = Entry.objects.filter(feed=OuterRef("pk")).order_by().values("feed")
        number = Subquery(entries.annotate(number=Count("pk")).values("number"))
        return super().get_queryset(request).annotate(entry_count=Coalesce(number, 0))

    def get_urls(self) -> list[URLPattern]:
        of_lists = subscriptions.Lists(self)
        return [
            path("import/", self.admin_site.admin_view(of_lists.show), name="articles_feed_import"),
            path("import/confirm/", self.admin_site.admin_view(of_lists.take), name="articles_feed_subscribe"),
            path("export/", self.admin_site.admin_view(of_lists.export), name="articles_feed_export"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("状态"))
    def state(self, feed: Feed) -> str:
        return str(feed.state.label)

    @admin.display(description=gettext_lazy("状态"))
    def health(self, feed: Feed) -> str:
        """In words: how it is, and why."""
        if feed.state == Feed.State.FAILING:
            facts = {"number": feed.failures, "reason": feed.reason}
            return ngettext("失败%(number)s次：%(reason)s", "失败%(number)s次：%(reason)s", feed.failures) % facts
        return "：".join(filter(None, (str(feed.state.label), feed.reason)))

    @admin.display(description=gettext_lazy("来稿"), ordering="entry_count")
    def number(self, feed: Any) -> int:
        return int(feed.entry_count)

    @admin.action(description=gettext_lazy("马上读取"), permissions=["change"])
    def fetch_now(self, request: HttpRequest, queryset: "QuerySet[Feed]") -> None:
        for feed in queryset:
            feed.ask_for()
        self.message_user(request, _("已排上队，后台几秒内开始读取。"), messages.SUCCESS)

    @admin.action(description=gettext_lazy("停止读取"), permissions=["change"])
    def stop(self, request: HttpRequest, queryset: "QuerySet[Feed]") -> None:
        for feed in queryset:
            feed.stop(_("编辑停止了读取。"))
        self.message_user(request, _("已停止。要恢复，就选“马上读取”。"), messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: Feed, form: "ModelForm[Feed]", change: bool) -> None:
        """What was edited alone is saved: the worker may be writing the rest. A new address begins anew."""
        if not change:
            obj.save()
            return
        changed = {name for name in form.changed_data if name in form.cleaned_data}
        if "url" in changed:
            changed |= obj.forget_health()
        obj.save(update_fields=changed)
