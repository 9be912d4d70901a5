"""What left the site: whether it is proved to be gone, and what may not come back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.lib.editing import ReadOnlyAdmin
from portal.moderation.admin.filters import OpenFilter, link_to
from portal.moderation.models import Certificate, Check, Denial, Redaction


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


class UnprovenFilter(OpenFilter):
    waiting = "unproven"


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


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin[Redaction]):
    """What was taken out of texts; what stood there is opened only for those who may."""

    list_display = ("thing", "at", "by", "reason", "lifted_at")
    list_filter = ("target", "at")
    list_select_related = ("by",)
    search_fields = ("reason", "=object_id")

    def get_fields(self, request: HttpRequest, obj: Redaction | None = None) -> list[Any]:
        opened = ["opened"] if request.user.has_perm("moderation.open_redaction") else []
        return [*self.list_display, *opened]

    def get_readonly_fields(self, request: HttpRequest, obj: Redaction | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    @admin.display(description=_("对象"))
    def thing(self, redaction: Redaction) -> str | SafeString:
        return link_to(redaction)

    @admin.display(description=_("隐去的文字和原文"))
    def opened(self, redaction: Redaction) -> SafeString:
        """The passages, and each text as it stood before."""
        texts = ((one["field"] or "-", one["was"]) for one in redaction.originals)
        return format_html("{}{}", "；".join(redaction.passages), format_html_join("", "<br><b>{}</b> {}", texts))
