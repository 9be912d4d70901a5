from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import PictureForm
from articles.models import Picture
from portal.lib.editing import DeskAdmin


@admin.register(Picture)
class PictureAdmin(DeskAdmin[Picture]):
    form = PictureForm
    fields = ("upload", "preview", "alt", "credit", ("focus_x", "focus_y"), "size", "address")
    readonly_fields = ("preview", "size", "address")
    list_display = ("thumbnail", "alt", "credit", "size", "created_at")
    list_display_links = ("thumbnail", "alt")
    list_filter = ("created_at",)
    search_fields = ("alt", "credit")
    date_hierarchy = "created_at"

    @admin.display(description=_("图片"))
    def thumbnail(self, picture: Picture) -> SafeString:
        smallest = picture.url(picture.widths[0]) if picture.widths else picture.file.url
        return format_html('<img class="thumbnail {}" src="{}" alt="" loading="lazy">', picture.focus, smallest)

    @admin.display(description=_("读者看到的"))
    def preview(self, picture: Picture) -> str | SafeString:
        if not picture.file:
            return "-"
        size = (picture.width, picture.height)
        return format_html('<img class="preview" src="{}" width="{}" height="{}" alt="">', picture.src, *size)

    @admin.display(description=_("尺寸"))
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}" if picture.file else "-"

    @admin.display(description=_("放进正文用的地址"))
    def address(self, picture: Picture) -> str | SafeString:
        return format_html("<code>{}</code>", picture.src) if picture.file else "-"

    def save_model(self, request: HttpRequest, obj: Picture, form: "ModelForm[Picture]", change: bool) -> None:
        if isinstance(form, PictureForm) and form.renditions:
            obj.take(form.renditions)
        super().save_model(request, obj, form, change)
