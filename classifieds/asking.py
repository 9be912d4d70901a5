"""Short forms below a listing: a letter to its poster, a report, a claim to its number, a lost link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.lib.typed import LineField, TextField

TOO_LONG = _("最多写%(limit_value)s字，现在有%(show_value)s字")


class LetterForm(forms.Form):
    """A few words to a poster."""

    words = TextField(
        label=_("想说的话"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        help_text=_("例：房子还在吗？周末想来看看。"),
        error_messages={"required": _("写点什么再发"), "max_length": TOO_LONG},
    )
    answer_to = LineField(
        label=_("怎么回复您"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("电话、微信或邮箱，只写进这封信。"),
        error_messages={"required": _("留一个联系方式，对方才能回复"), "max_length": TOO_LONG},
    )


class ReportForm(forms.Form):
    """Why a listing should not be there."""

    kind = forms.ChoiceField(
        label=_("哪里不对"),
        choices=[
            ("scam", _("像是诈骗")),
            ("false", _("内容不实，或早已成交")),
            ("banned", _("违法违规")),
            ("repeated", _("反复发布")),
            ("person", _("写了别人的隐私")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("选一项"), "invalid_choice": _("选一项")},
    )
    words = LineField(
        label=_("补充说明"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"max_length": TOO_LONG},
    )

    def reason(self) -> str:
        """What is written down."""
        kind = dict(self.fields["kind"].choices)[self.cleaned_data["kind"]]  # type: ignore[attr-defined]
        return f"{kind} {self.cleaned_data['words']}".strip()


class LostForm(forms.Form):
    """The address that a poster left for letters."""

    email = forms.EmailField(
        label=_("发布时留的邮箱"),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"required": _("写上邮箱"), "invalid": _("邮箱写得不完整，请核对")},
    )
