from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.lib.editing import DeskAdmin, ReadOnlyAdmin
from portal.moderation.models import Certificate, Check, Decision, Denial, ListedWord, Notice, Report


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


class UnsettledFilter(OpenFilter):
    waiting = "unsettled"


class UnprovenFilter(OpenFilter):
    waiting = "unproven"


class UnansweredFilter(OpenFilter):
    waiting = "awaiting_answer"


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


@admin.register(ListedWord)
class ListedWordAdmin(DeskAdmin[ListedWord]):
    list_display = ("word", "grade", "scope", "note")
    list_filter = ("grade",)
    search_fields = ("word", "note")


@admin.register(Notice)
class NoticeAdmin(DeskAdmin[Notice]):
    """What was written to us stands as it was written; the desk adds its answer."""

    list_display = ("reference", "wish", "right", "party", "thing", "created_at", "answered_at")
    list_filter = (UnansweredFilter, "wish", "right", "party", "created_at")
    search_fields = ("reference", "url", "name", "contact", "statement")
    date_hierarchy = "created_at"
    fields = (
        *("reference", "created_at", "thing", "url", "wish", "right", "party", "statement", "name", "contact"),
        *("answer", "answered_at"),
    )
    readonly_fields = tuple(name for name in fields if name != "answer")
    view_on_site = False  # Its page opens only with the secret of whoever asked.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    @admin.display(description=_("对象"))
    def thing(self, notice: Notice) -> str | SafeString:
        return link_to(notice)

    def save_model(self, request: HttpRequest, obj: Notice, form: "ModelForm[Notice]", change: bool) -> None:
        obj.reply(form.cleaned_data["answer"])


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


class CheckInline(admin.TabularInline[Check, Certificate]):
    model = Check
    fields = readonly_fields = ("at", "is_clean", "where")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("还能看到的地方"))
    def where(self, check: Check) -> str | SafeString:
        """What was seen, address by address; of a clean look, how many addresses were asked."""
        if not check.unclean:
            return ngettext("查了%(n)s处", "查了%(n)s处", len(check.findings)) % {"n": len(check.findings)}
        return format_html_join("；", "{} {}", ((one["address"], " ".join(one["seen"])) for one in check.unclean))


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin[Certificate]):
    list_display = ("title", "thing", "decided_at", "is_clean", "first_clean_at", "checked_at", "closed_at")
    list_filter = (UnprovenFilter, "is_clean", "target", "decided_at")
    search_fields = ("title", "=object_id")
    fields = readonly_fields = ("thing", "title", *list_display[2:])
    inlines = (CheckInline,)

    @admin.display(description=_("对象"))
    def thing(self, certificate: Certificate) -> str | SafeString:
        return link_to(certificate)


@admin.register(Denial)
class DenialAdmin(ReadOnlyAdmin[Denial]):
    list_display = ("title", "thing", "at", "by", "lifted_at")
    list_filter = ("target", "at")
    list_select_related = ("by",)
    search_fields = ("title", "=object_id", "addresses__address")
    fields = readonly_fields = ("thing", "title", "removal", "reason", "by", "at", "lifted_at")

    @admin.display(description=_("对象"))
    def thing(self, denial: Denial) -> str | SafeString:
        return link_to(denial)
