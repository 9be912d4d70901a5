from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from portal.lib.editing import DeskAdmin
from portal.regions.models import Region, SiteProfile


@admin.register(Region)
class RegionAdmin(DeskAdmin[Region]):
    list_display = ("name", "kind", "parent", "slug", "code", "position")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "slug", "code")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name_en",)}


@admin.register(SiteProfile)
class SiteProfileAdmin(DeskAdmin[SiteProfile]):
    """One row: the list leads straight to its form, and a site without one gets it with the first saving."""

    readonly_fields = ("edited_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteProfile | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:regions_siteprofile_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteProfile | None:
        return SiteProfile.load() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: SiteProfile, form: "ModelForm[SiteProfile]", change: bool) -> None:
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)
