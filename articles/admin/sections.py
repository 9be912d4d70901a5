from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import Section
from portal.lib import caching
from portal.lib.editing import DeskAdmin

admin.site.unregister(Tag)


@admin.register(Section)
class SectionAdmin(DeskAdmin[Section]):
    list_display = ("name", "slug", "kind", "on_front", "position")
    list_editable = ("on_front", "position")
    list_filter = ("kind", "on_front")
    search_fields = ("name", "name_en", "slug")
    prepopulated_fields = {"slug": ("name_en",)}


@admin.register(Tag)
class TagAdmin(DeskAdmin[Tag]):
    fields = ("name", "slug")
    list_display = ("name", "slug", "uses")
    search_fields = ("name", "slug")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Tag]":
        tags: QuerySet[Tag] = super().get_queryset(request).annotate(uses=Count("taggit_taggeditem_items"))
        return tags

    @admin.display(description=_("用了几次"), ordering="uses")
    def uses(self, tag: Any) -> int:
        return int(tag.uses)

    def save_model(self, request: HttpRequest, obj: Tag, form: "ModelForm[Tag]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        # Its name stands on any number of pages, and renaming is rare.
        caching.purge_after_commit("site")

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        super().delete_model(request, obj)
        caching.purge_after_commit("site")

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Tag]") -> None:
        super().delete_queryset(request, queryset)
        caching.purge_after_commit("site")
