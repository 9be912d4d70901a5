"""Numbers that may not be published."""

from django.contrib import admin

from classifieds.models import DeniedContact


@admin.register(DeniedContact)
class DeniedContactAdmin(admin.ModelAdmin[DeniedContact]):
    """Numbers that may not be published; they come from confirmed claims and bans, and can be lifted here."""

    list_display = ["reason", "by", "at"]
    readonly_fields = ["contact_hash", "by", "at"]

    def has_add_permission(self, request: object) -> bool:
        return False
