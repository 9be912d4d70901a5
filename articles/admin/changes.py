"""What happened to the pages that articles cite, for an editor to judge: what we have beside what stands there now."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import SourceChange
from portal.lib.editing import ReadOnlyAdmin
from portal.moderation import takedown


class SettledFilter(admin.SimpleListFilter):
    title = gettext_lazy("处理")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("待处理"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(settled_at=None) if self.value() == "yes" else queryset


@admin.register(SourceChange)
class SourceChangeAdmin(ReadOnlyAdmin[SourceChange]):
    list_display = ("article", "kind", "at", "settled_at", "settled_by")
    list_filter = (SettledFilter, "kind")
    list_select_related = ("article", "settled_by")
    fields = ("article", "kind", "at", "difference", "settled_at", "settled_by")
    readonly_fields = ("difference",)
    actions = ("pass_over", "note", "restore")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.approve_article")

    @admin.display(description=gettext_lazy("差别"))
    def difference(self, change: SourceChange) -> SafeString | str:
        """Sentence by sentence: ours struck out, theirs below it."""
        if not change.sentences:
            return "-"
        gone = _("（原文里没有了）")
        pairs = ((ours, theirs or gone) for ours, theirs in change.sentences)
        return format_html("<ul>{}</ul>", format_html_join("", "<li><del>{}</del><br><ins>{}</ins></li>", pairs))

    @admin.action(description=gettext_lazy("看过，不必改"), permissions=["decide"])
    def pass_over(self, request: HttpRequest, queryset: "QuerySet[SourceChange]") -> None:
        by: Any = request.user
        number = sum(change.settle(by=by) for change in queryset)
        self.message_user(request, ngettext("已处理%(n)s条。", "已处理%(n)s条。", number) % {"n": number})

    @admin.action(description=gettext_lazy("在页首注明原文有改动"), permissions=["decide"])
    @transaction.atomic
    def note(self, request: HttpRequest, queryset: "QuerySet[SourceChange]") -> None:
        """For a change that matters: the page says so until an editor takes the note off."""
        by: Any = request.user
        edited = queryset.filter(kind=SourceChange.Kind.EDITED).select_related("article")
        number = 0
        for change in edited:
            day = localdate(change.at)
            said = _("来源在%(month)s月%(day)s日前后改动过原文，请以原文为准。") % {"month": day.month, "day": day.day}
            takedown.label(change.article, by=by, note=said)
            number += change.settle(by=by)
        self.message_user(request, ngettext("已注明%(n)s篇。", "已注明%(n)s篇。", number) % {"n": number})

    @admin.action(description=gettext_lazy("原网页又有了，恢复显示"), permissions=["decide"])
    @transaction.atomic
    def restore(self, request: HttpRequest, queryset: "QuerySet[SourceChange]") -> None:
        """Only what was held for its missing page; what was withdrawn stays withdrawn."""
        by: Any = request.user
        back = queryset.filter(kind=SourceChange.Kind.BACK, article__withdrawn_at=None).select_related("article")
        number = 0
        for change in back:
            number += takedown.restore(change.article, by=by, reason=_("来源的网页又能打开了。"))
            change.settle(by=by)
        self.message_user(request, ngettext("已恢复%(n)s篇。", "已恢复%(n)s篇。", number) % {"n": number})
