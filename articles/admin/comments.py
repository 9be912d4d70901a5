from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Comment, CommentQuerySet
from portal.lib.editing import DeskAdmin

STATES = {"held": gettext_lazy("待审"), "removed": gettext_lazy("已删除"), "standing": gettext_lazy("显示中")}


class ReasonForm(ActionForm):
    """The reason of a removal, written beside the action."""

    reason = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=200)


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: CommentQuerySet) -> CommentQuerySet:  # type: ignore[override]
        if self.value() == "held":
            return queryset.awaiting_review()
        if self.value() == "removed":
            return queryset.exclude(removed_at=None)
        return queryset.standing() if self.value() == "standing" else queryset


@admin.register(Comment)
class CommentAdmin(DeskAdmin[Comment]):
    """Readers' words are never rewritten here: they are let through or removed, and both are written down."""

    action_form = ReasonForm
    actions = ("approve", "remove")
    list_display = ("text", "nickname", "place", "state", "held_for", "article_link", "created_at")
    list_filter = (StateFilter, "held_for", "created_at")
    list_select_related = ("article", "parent")
    search_fields = ("text", "nickname", "article__title")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = (
        *("article_link", "parent", "nickname", "place", "text", "created_at"),
        *("state", "held_at", "held_for", "approved_at", "removed_at"),
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("状态"))
    def state(self, comment: Comment) -> Any:
        return STATES["removed" if comment.removed_at else "held" if comment.held_at else "standing"]

    @admin.display(description=gettext_lazy("文章"))
    def article_link(self, comment: Comment) -> SafeString:
        address = reverse("admin:articles_article_change", args=[comment.article_id])
        return format_html('<a href="{}">{}</a>', address, comment.article)

    @admin.action(description=gettext_lazy("通过，显示在页面上"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        self._tell(request, sum(comment.approve(by=request.user) for comment in queryset))  # type: ignore[arg-type]

    @admin.action(description=gettext_lazy("删除（写明理由）"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        reason = request.POST.get("reason", "").strip()[:200]
        if not reason:
            self.message_user(request, _("没有删除。请在“理由”里写一句为什么，再执行一次。"), messages.ERROR)
            return
        by: Any = request.user
        self._tell(request, sum(comment.remove(by=by, reason=reason) for comment in queryset))

    def _tell(self, request: HttpRequest, number: int) -> None:
        self.message_user(
            request, ngettext("已处理%(number)s条评论。", "已处理%(number)s条评论。", number) % {"number": number}
        )
