"""People and firms whom editors know."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from classifieds.forms import PHONE
from classifieds.models import KnownContact
from classifieds.models.contact import keyed
from portal.lib.editing import DeskAdmin


class KnownContactForm(forms.ModelForm[KnownContact]):
    """The number is typed once and kept as a hash."""

    phone = forms.RegexField(PHONE, label=_("电话"), help_text=_("只存一串不能还原的字，保存后看不到号码。"))

    class Meta:
        model = KnownContact
        fields = ["phone", "name", "papers", "until"]

    def clean_phone(self) -> str:
        found = PHONE.fullmatch(self.cleaned_data["phone"])
        known = keyed("contact", found[1] if found else "")
        if KnownContact.objects.filter(contact_hash=known).exists():
            raise forms.ValidationError(_("这个号码已经登记过。"))
        return known


@admin.register(KnownContact)
class KnownContactAdmin(DeskAdmin[KnownContact]):
    """Whose listings of level 3 go up at once. To change a number, delete the row and add another."""

    list_display = ("name", "papers", "until", "by", "at")
    search_fields = ("name", "papers")
    readonly_fields = ("by", "at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": KnownContactForm}), **kwargs)

    def save_model(self, request: HttpRequest, obj: KnownContact, form: Any, change: bool) -> None:
        if not change:
            obj.contact_hash, obj.by_id = form.cleaned_data["phone"], request.user.pk
        super().save_model(request, obj, form, change)
