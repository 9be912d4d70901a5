from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.lib.editing import DeskAdmin, ReadOnlyAdmin
from portal.moderation.admin.filters import OpenFilter, link_to
from portal.moderation.models import Decision, ListedWord, Report
from portal.moderation.words import fold


class UnsettledFilter(OpenFilter):
    waiting = "unsettled"


@admin.register(Report)
class ReportAdmin(DeskAdmin[Report]):
    actions = ("settle",)
    list_display = ("thing", "reason", "created_at", "settled_at")
    list_filter = (UnsettledFilter, "target", "created_at")
    search_fields = ("reason", "=object_id")
    date_hierarchy = "created_at"
    fields = readonly_fields = ("thing", "reason", "created_at", "settled_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    @admin.display(description=_("对象"))
    def thing(self, report: Report) -> str | SafeString:
        return link_to(report)

    @admin.action(description=_("标为已处理"), permissions=["change"])
    def settle(self, request: HttpRequest, queryset: "QuerySet[Report]") -> None:
        number = sum(report.settle() for report in queryset)
        self.message_user(request, ngettext("已处理%(n)s条举报。", "已处理%(n)s条举报。", number) % {"n": number})


class ListedWordForm(forms.ModelForm[ListedWord]):
    """A rule that would never catch anything is refused."""

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"])
        if not all(map(fold, word.split("&"))):
            raise forms.ValidationError(_("每一部分都要有文字或数字：只有标点的词什么也找不到。"))
        return word


@admin.register(ListedWord)
class ListedWordAdmin(DeskAdmin[ListedWord]):
    form = ListedWordForm
    list_display = ("word", "grade", "scope", "note")
    list_filter = ("grade",)
    search_fields = ("word", "note")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Decision]):
    list_display = ("number", "at", "verb", "thing", "title", "by", "reason")
    list_display_links = ("number", "at")
    list_filter = ("target", "verb", "at")
    list_select_related = ("by",)
    search_fields = ("title", "reason", "by__username", "=object_id")
    date_hierarchy = "at"
    fields = ("number", "at", "verb", "thing", "title", "reason", "facts", "by", "purged_at", "seal")
    readonly_fields = fields

    @admin.display(description=_("对象"))
    def thing(self, decision: Decision) -> str | SafeString:
        return link_to(decision)
