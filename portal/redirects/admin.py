from django.contrib import admin

from portal.lib.editing import DeskAdmin
from portal.redirects.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin[Redirect]):
    list_display = ("old", "new", "hits", "hit_at")
    search_fields = ("old", "new")
    readonly_fields = ("hits", "hit_at")
    ordering = ("-hits", "old")
