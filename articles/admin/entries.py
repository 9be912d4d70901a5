"""Entries of feeds at the desk: what was not taken and why, and a second chance for it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.index import ingest
from articles.models import Entry
from portal.lib.editing import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin[Entry]):
    list_display = ("__str__", "feed", "state", "reason", "article", "first_seen_at")
    list_filter = ("state", "feed__source")
    list_select_related = ("feed__source", "article")
    search_fields = ("title", "url")
    ordering = ("-pk",)
    actions = ("take",)
    exclude = ("key", "digest", "summary", "content")

    def has_take_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.approve_article")

    @admin.action(description=gettext_lazy("收录"), permissions=["take"])
    def take(self, request: HttpRequest, queryset: "QuerySet[Entry]") -> None:
        """Try again what was refused or held; what is much like something withdrawn stays out."""
        rows = queryset.filter(article=None).select_related("feed__source", "feed__section", "feed__region")
        number = sum(ingest.take(entry) is not None for entry in rows)
        said = ngettext("已收录%(n)s篇，在待审文章里。", "已收录%(n)s篇，在待审文章里。", number) % {"n": number}
        self.message_user(request, said if number else _("没有收录，原因写在每条后面。"))
