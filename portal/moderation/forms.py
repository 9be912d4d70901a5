"""What readers write to the desk: the takedown form, and what either side adds later."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib import text
from portal.moderation.models import Notice, Target
from portal.search.find import Result, find, results

# Pages that a notice can be about; the address alone tells which thing it is.
THINGS = re.compile(r"(?:/hant|/en)?/(articles|classifieds)/(\d{1,18})/")
COMMENT = re.compile(r"comment-(\d{1,18})")
KINDS = {"articles": Target.ARTICLE, "classifieds": Target.LISTING}
MOST_CHARACTERS = 2000
MOST_CANDIDATES = 8


def thing_at(address: str) -> tuple[str, int | None]:
    """Kind and number of the thing that an address of ours leads to; nothing for other pages."""
    parts = urlsplit(address)
    match = THINGS.match(parts.path)
    if match and (comment := COMMENT.fullmatch(parts.fragment)):
        return Target.COMMENT, int(comment[1])
    return (KINDS[match[1]], int(match[2])) if match else ("", None)


def own_address(typed: str) -> str:
    """An address of this site as a path, or a number as the address of that article."""
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        return f"/articles/{typed}/"
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError as error:
        raise forms.ValidationError(_("这不像一个网址，请核对")) from error
    ours = {urlsplit(settings.SITE_URL).netloc, *settings.ALLOWED_HOSTS}
    if parts.netloc and parts.netloc not in ours and host not in ours:
        raise forms.ValidationError(_("这不是本站的网址；别的网站上的内容，请向那个网站申请"))
    if not parts.path.startswith("/") or parts.scheme not in {"", "http", "https"}:
        raise forms.ValidationError(_("这不像一个网址，请核对"))
    tail = f"?{parts.query}" if parts.query else ""
    return unquote(parts.path) + tail + (f"#{parts.fragment}" if parts.fragment else "")


class WordsField(forms.CharField):
    """A few paragraphs; the message says by how much they are too long."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"class": "input", "maxlength": MOST_CHARACTERS, "rows": 6})
        super().__init__(widget=widget, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > MOST_CHARACTERS:
            said = {"most": MOST_CHARACTERS, "number": len(value)}
            raise forms.ValidationError(_("最多写%(most)s字，现在有%(number)s字") % said)


class NoticeForm(forms.ModelForm[Notice]):
    """What, why and who: three short steps on one page."""

    statement = WordsField(
        label=_("具体说明"),
        help_text=_("例：第三段写了孩子的学校和小区，请删去这一句。"),
        error_messages={"required": _("写清楚哪一句、为什么")},
    )
    is_true = forms.BooleanField(
        label=_("以上属实，虚假通知的责任由我承担"), error_messages={"required": _("请确认以上属实")}
    )

    class Meta:
        model = Notice
        fields = ["url", "wish", "party", "right", "statement", "name", "contact"]
        labels = {"url": _("网址、编号或标题")}
        widgets = {
            "url": forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
            "wish": forms.RadioSelect,
            "party": forms.RadioSelect,
            "right": forms.RadioSelect,
            "name": forms.TextInput(attrs={"autocomplete": "name", "class": "input"}),
            "contact": forms.TextInput(attrs={"autocomplete": "email", "class": "input"}),
        }
        help_texts = {
            "url": _("从内容里点进来的，已经替您填好。记不得网址，写标题里的几个字也行。"),
            "contact": _("电话或邮箱，留一样就行。留邮箱的，进展会发给您。"),
        }
        error_messages = {
            "url": {"required": _("写上那一页的网址，或标题里的几个字")},
            "wish": {"required": _("选一项")},
            "party": {"required": _("选一项")},
            "right": {"required": _("选一项")},
            "name": {"required": _("写上姓名或单位")},
            "contact": {"required": _("留一个电话或邮箱，好给您答复")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What may be meant by words in place of an address.
        self.candidates: list[Result] = []
        for name in ("wish", "party", "right"):
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            offered = [choice for choice in choices if choice[0] not in {"", Notice.Party.DESK}]
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """An address of this site; words are looked for, and what they may mean is offered."""
        typed = str(self.cleaned_data["url"]).strip()
        if "/" in typed or ":" in typed or typed.isdigit():
            return own_address(typed)
        self.candidates = results(find(text.query(typed), {}).hits[:MOST_CANDIDATES])
        if self.candidates:
            raise forms.ValidationError(_("选一选是哪一条"))
        raise forms.ValidationError(_("没有找到，请写网址，或换几个字"))

    def save(self, commit: bool = True) -> Notice:
        """The notice, with the thing that its address names; `Notice.file()` stores it."""
        notice = super().save(commit=False)
        notice.target, notice.object_id = thing_at(notice.url)
        return notice


class SayForm(forms.Form):
    """What one side adds. The other side may declare that nothing is infringed, under its name."""

    text = WordsField(label=_("说明"), error_messages={"required": _("写上要说的话")})


class DeclarationForm(SayForm):
    name = forms.CharField(
        label=_("姓名或单位"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input"}),
        error_messages={"required": _("写上姓名或单位")},
        help_text=_("法律要求声明人写明真实身份。只有编辑看得到。"),
    )
    contact = forms.CharField(
        label=_("电话或邮箱"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "email", "class": "input"}),
        error_messages={"required": _("留一个电话或邮箱")},
    )
    is_true = forms.BooleanField(label=_("我声明没有侵权，以上属实"), error_messages={"required": _("请确认以上属实")})


class ContestedForm(SayForm):
    """What whoever asked says to a declaration."""

    has_sued = forms.BooleanField(label=_("我已向有关部门投诉，或者向法院起诉"), required=False)
