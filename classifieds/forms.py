"""Step 2: one form, its fields made from the category's attributes."""

import datetime
import re
import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from classifieds.asking import TOO_LONG
from classifieds.fields import form_field, stored
from classifieds.models import Attribute, Category, Contact, Listing
from classifieds.models.attribute import told
from classifieds.screening.contacts import contacts_in, has_id_number
from portal.lib.typed import LineField, TextField
from portal.regions.fields import RegionField

PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9}|0\d{2,3}\d{7,8}|400\d{7})")
WECHAT = re.compile(r"[A-Za-z][\w-]{5,19}|1[3-9]\d{9}|\d{5,11}")
UNREADABLE = gettext_lazy("里面有看不见的字符，请重新写一遍")
UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def tidy(text: str) -> str:
    """What a reader can see of a text: without control and direction characters."""
    return UNSEEN.sub("", text).strip()


class ListingForm(forms.Form):
    """A listing of one category with its contact. `attribute_fields()` and the rest give the fields in page order."""

    intent = forms.ChoiceField(
        choices=Category.Intent.choices,
        label=gettext_lazy("供还是求"),
        widget=forms.RadioSelect,
        initial="offer",
        error_messages={"required": gettext_lazy("选一项供或求")},
    )
    title = LineField(
        max_length=60,
        label=gettext_lazy("标题"),
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": gettext_lazy("写一句标题，让人一眼看懂")},
    )
    body = TextField(
        max_length=800,
        required=False,
        label=gettext_lazy("补充说明"),
        help_text=gettext_lazy("请不要在这里写电话、微信；它们有专门的地方。"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 5, "maxlength": 800}),
    )
    region = RegionField(
        widget=forms.Select(attrs={"class": "input"}),
        label=gettext_lazy("地区"),
        empty_label=None,
        error_messages={"required": gettext_lazy("选一个地区"), "invalid_choice": gettext_lazy("选一个地区")},
    )
    place = LineField(
        max_length=60,
        required=False,
        label=gettext_lazy("地点"),
        help_text=gettext_lazy("小区、路口或乡镇，不用写门牌。"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    phone = forms.CharField(
        max_length=20,
        required=False,
        label=gettext_lazy("电话"),
        help_text=gettext_lazy("别人点“查看号码”才看得到，到期自动隐藏。电话、微信、邮箱至少留一样。"),
        widget=forms.TextInput(attrs={"class": "input", "type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    wechat = forms.CharField(
        max_length=30, required=False, label=gettext_lazy("微信号"), widget=forms.TextInput(attrs={"class": "input"})
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("转信邮箱"),
        help_text=gettext_lazy("不公开，别人的话由本站转给您。"),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("邮箱写得不完整，请核对")},
    )
    name = LineField(
        max_length=20,
        required=False,
        label=gettext_lazy("称呼"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "nickname"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("信息是真的，我同意发布规则和隐私说明"),
        error_messages={"required": gettext_lazy("请确认信息是真的，并同意发布规则")},
    )

    # When its phone was confirmed by a code; the session of a code that was sent and is to be typed in.
    confirmed_at: datetime.datetime | None = None
    code_session = ""

    def __init__(self, *args: Any, category: Category, since: datetime.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        self.attributes = category.attributes_here()
        for attribute in self.attributes:
            self.fields[f"a_{attribute.key}"] = self._field_of(attribute, since or timezone.localdate())
        if category.intent:
            del self.fields["intent"]
        for field in self.fields.values():
            field.error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": UNREADABLE}
        # In the order of the page, so that the list of what is to be mended has it too.
        self.order_fields([field.name for field in self.attribute_fields()])
        if category.root.is_structured:
            self.fields["title"].required = False
            self.fields["title"].help_text = _("空着就照上面填的自动写好。")

    def _field_of(self, attribute: Attribute, since: datetime.date) -> forms.Field:
        """Its field; whoever looks for something need not say what only who offers it can know."""
        field = form_field(attribute, since)
        if field.required and attribute.is_of_offers and not self.category.intent:
            field.help_text = " ".join(filter(None, [str(field.help_text), _("求的可以空着。")]))
            field.required = (self.data or self.initial).get("intent") != Category.Intent.WANTED
        return field

    def attribute_fields(self) -> list[forms.BoundField]:
        """The fields of the category's own attributes, the required ones first."""
        fields = [self[f"a_{attribute.key}"] for attribute in self.attributes]
        return sorted(fields, key=lambda field: not field.field.required)

    def clean_title(self) -> str:
        return tidy(str(self.cleaned_data["title"]))

    def clean_body(self) -> str:
        return tidy(str(self.cleaned_data["body"]))

    def clean_phone(self) -> str:
        """A mobile, landline or 400 number, whatever spaces, dashes and full-width figures it came with."""
        typed = unicodedata.normalize("NFKC", str(self.cleaned_data["phone"]))
        digits = re.sub(r"[\s()\-]", "", typed)
        if not digits:
            return ""
        if match := PHONE.fullmatch(digits):
            return match[1]
        missing = 11 - len(digits)
        if digits.isdigit() and digits.startswith("1") and missing:
            many = _("电话少了%d位，请核对") if missing > 0 else _("电话多了%d位，请核对")
            raise forms.ValidationError(many % abs(missing))
        raise forms.ValidationError(_("电话写得不对，请核对；座机请带区号"))

    def clean_wechat(self) -> str:
        wechat = str(self.cleaned_data["wechat"]).strip()
        if wechat and not WECHAT.fullmatch(wechat):
            raise forms.ValidationError(_("微信号写得不对，请核对"))
        return wechat

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(name in self.errors or cleaned.get(name) for name in ("phone", "wechat", "email")):
            self.add_error("phone", _("电话、微信、邮箱至少留一样"))
        self._refuse_secrets_in_texts(cleaned)
        cleaned["values"] = {one.key: stored(cleaned.get(f"a_{one.key}")) for one in self.attributes}
        cleaned["values"] = {key: value for key, value in cleaned["values"].items() if value not in (None, "")}
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = self.compose_title(cleaned)
        return cleaned

    def _refuse_secrets_in_texts(self, cleaned: dict[str, Any]) -> None:
        """A number belongs where it is revealed to people only, and that of an identity card nowhere; say which."""
        texts = [
            "title",
            "body",
            "place",
            "name",
            *(f"a_{one.key}" for one in self.attributes if one.kind == one.Kind.TEXT),
        ]
        for name in texts:
            if has_id_number(str(cleaned.get(name) or "")):
                self.add_error(name, _("这里写了身份证号，谁都看得到。请删去；失主或捡到的人，电话里再核对。"))
            for found in contacts_in(str(cleaned.get(name) or ""))[:1]:
                field = self.fields[found.kind.value].label
                self.add_error(
                    name,
                    _("这里写了%(value)s。请移到“%(field)s”一栏：别人点一下才看得到，到期自动隐藏。")
                    % {"value": found.value, "field": field},
                )

    def ask_for_code(self, session: str, why: str) -> None:
        """Come back with a field for the code that was sent."""
        self.code_session = session
        self.add_error(None, why)

    def compose_title(self, cleaned: dict[str, Any]) -> str:
        """出租 整租 2室 76㎡ 1,500元/月: the category, and the attributes that belong in a title."""
        values = cleaned["values"]
        parts = [words for one, words in told(values, self.attributes) if one.in_title]
        return " ".join([str(self.category), *parts])[:60]

    def price(self, values: dict[str, Any]) -> tuple[Any, str]:
        """The first sum of money that was filled in, and its unit; 0 if it is to be talked about."""
        for money in (one for one in self.attributes if one.kind == one.Kind.MONEY):
            unit = money.unit_with(values, self.attributes)
            if money.unit and not unit:
                return 0, ""
            if money.key in values:
                return values[money.key], unit
        return None, ""

    def fill(self, listing: Listing) -> Listing:
        """The listing with what the valid form says; not yet saved."""
        listing.category, listing.known_attributes = self.category, self.attributes
        listing.region = self.cleaned_data["region"]
        listing.intent = self.category.intent or self.cleaned_data["intent"]
        for name in ("title", "body", "place", "values"):
            setattr(listing, name, self.cleaned_data[name])
        listing.price, listing.price_unit = self.price(listing.values)
        return listing

    def store(self, listing: Listing) -> None:
        """Save the filled listing, its searchable values and its contact; call it in a transaction."""
        listing.save()
        self.contact(Contact.objects.filter(listing=listing).first() or Contact(listing=listing)).save()

    def contact(self, contact: Contact) -> Contact:
        """The contact with what the valid form says; not yet saved."""
        if contact.phone != self.cleaned_data["phone"] or self.confirmed_at:
            contact.confirmed_at = self.confirmed_at
        for name in ("name", "phone", "wechat", "email"):
            setattr(contact, name, self.cleaned_data[name])
        contact.seal()
        return contact
