"""The takedown form."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.moderation.models import Notice, Target

# Pages that a notice can be about; the address alone tells which thing it is.
THINGS = re.compile(r"(?:/hant|/en)?/(articles|classifieds)/(\d{1,18})/")
KINDS = {"articles": Target.ARTICLE, "classifieds": Target.LISTING}


class NoticeForm(forms.ModelForm[Notice]):
    """What, why and who: three short steps on one page."""

    is_true = forms.BooleanField(label=_("以上属实，虚假通知的责任由我承担（民法典第一千一百九十五条）"))

    class Meta:
        model = Notice
        fields = ["url", "wish", "party", "right", "statement", "name", "contact"]
        widgets = {
            "url": forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
            "wish": forms.RadioSelect,
            "party": forms.RadioSelect,
            "right": forms.RadioSelect,
            "statement": forms.Textarea(attrs={"maxlength": 2000, "rows": 6}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact": forms.TextInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "url": _("从文章里点进来的，已经替您填好。"),
            "statement": _("例：第三段写了孩子的学校和小区，请删去这一句。"),
            "contact": _("电话或邮箱，留一样就行。"),
        }
        error_messages = {
            "url": {"required": _("写上那一页的网址，或它的编号")},
            "wish": {"required": _("选一项")},
            "party": {"required": _("选一项")},
            "right": {"required": _("选一项")},
            "statement": {"required": _("写清楚哪一句、为什么")},
            "name": {"required": _("写上姓名或单位")},
            "contact": {"required": _("留一个电话或邮箱，好给您答复")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_true"].error_messages["required"] = _("请确认以上属实")
        self.fields["statement"].max_length = 2000  # type: ignore[attr-defined]
        for name in ("url", "statement", "name", "contact"):
            self.fields[name].widget.attrs["class"] = "input"
        for name in ("wish", "party", "right"):
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            self.fields[name].choices = [choice for choice in choices if choice[0]]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """An address of this site, or the bare number of an article."""
        url = str(self.cleaned_data["url"]).strip()
        if url.isascii() and url.isdigit() and len(url) <= 18:
            url = f"/articles/{url}/"
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise forms.ValidationError(_("这不像一个网址，请核对")) from error
        ours = {urlsplit(settings.SITE_URL).netloc, *settings.ALLOWED_HOSTS}
        if parts.netloc and parts.netloc not in ours and parts.hostname not in ours:
            raise forms.ValidationError(_("这不是本站的网址；别的网站上的内容，请向那个网站申请"))
        if not parts.path.startswith("/"):
            raise forms.ValidationError(_("这不像一个网址，请核对"))
        return url

    def clean_statement(self) -> str:
        statement = str(self.cleaned_data["statement"])
        if len(statement) > 2000:
            raise forms.ValidationError(_("最多写2000字，现在有%(number)s字") % {"number": len(statement)})
        return statement

    def save(self, commit: bool = True) -> Notice:
        """The notice, with the thing that its address names; `Notice.file()` stores it."""
        notice = super().save(commit=False)
        if match := THINGS.match(urlsplit(notice.url).path):
            notice.target, notice.object_id = KINDS[match[1]], int(match[2])
        return notice
