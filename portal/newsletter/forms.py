"""What a reader chooses: an address, an edition, and how often."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.newsletter.models import Subscription
from portal.regions.fields import RegionField


class PeriodForm(forms.Form):
    """How often letters come."""

    period = forms.ChoiceField(
        label=_("多久一次"),
        choices=Subscription.Period.choices,
        initial=Subscription.Period.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一项"), "invalid_choice": _("选一项")},
    )


class SubscribeForm(PeriodForm):
    """Asking for letters; the address is written in lower case, as nearly all mail servers take it."""

    email = forms.EmailField(
        label=_("邮箱"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"required": _("写上邮箱"), "invalid": _("邮箱写得不完整，请核对")},
    )
    region = RegionField(
        label=_("看哪里的新闻"),
        to_field_name="slug",
        required=False,
        empty_label=_("全市"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": _("选一项")},
    )
    field_order = ("email", "region", "period")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
