"""An attribute as a form field, and what was typed as a value to store."""

import datetime
import decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds.models import Attribute
from portal.lib.typed import LineField

TEXT_LENGTH = 60
# How many days from today a date may be that says no limits of its own.
FARTHEST = 45_000


class NumberField(forms.DecimalField):
    """A number as people write it: full-width figures, thousands commas and the unit after it are fine."""

    def __init__(self, *, unit: str = "", may_be_talked_about: bool = False, **kwargs: Any) -> None:
        self.unit = unit
        self.may_be_talked_about = may_be_talked_about
        super().__init__(max_digits=14, decimal_places=2, widget=forms.TextInput, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "class": "input input--short"}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,")).strip()
            value = value.removesuffix(self.unit).replace(",", "").strip()
            if self.may_be_talked_about and value in {"面议", "面議"}:
                value = "0"
        return super().to_python(value)


class DayField(forms.DateField):
    """A day between two others, which belong to it."""

    def __init__(self, earliest: datetime.date, latest: datetime.date, **kwargs: Any) -> None:
        bounds = {"min": earliest.isoformat(), "max": latest.isoformat()}
        attributes = {"type": "date", "class": "input input--short", **bounds}
        super().__init__(widget=forms.DateInput(attrs=attributes, format="%Y-%m-%d"), **kwargs)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(latest)]


def form_field(attribute: Attribute, since: datetime.date) -> forms.Field:
    """The field for one attribute of a listing posted on that day, with errors that say what to write."""
    name = str(attribute)
    common: dict[str, Any] = {"label": name, "required": attribute.is_required}
    match attribute.kind:
        case Attribute.Kind.CHOICE:
            errors = {"required": _("选一项%s") % name, "invalid_choice": _("选一项%s") % name}
            choices = [(option["value"], attribute.option_name(option["value"])) for option in attribute.options]
            if not attribute.is_required:
                choices.insert(0, ("", _("不填")))
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=errors, **common)
        case Attribute.Kind.NUMBER | Attribute.Kind.MONEY:
            say = _("写上%s，只填数字") % name
            errors = dict.fromkeys(("required", "invalid", "max_digits", "max_whole_digits", "max_decimal_places"), say)
            errors["min_value"] = _("%(name)s不能小于%(limit_value)s") % {"name": name, "limit_value": attribute.least}
            errors["max_value"] = _("%(name)s不能大于%(limit_value)s") % {"name": name, "limit_value": attribute.most}
            bounds: dict[str, Any] = {"min_value": attribute.least or 0, "max_value": attribute.most}
            if attribute.kind == Attribute.Kind.MONEY and attribute.is_required:
                common["help_text"] = _("写 0 就是面议。")
            common["may_be_talked_about"] = attribute.kind == Attribute.Kind.MONEY
            return NumberField(unit=attribute.unit, error_messages=errors, **bounds, **common)
        case Attribute.Kind.DATE:
            return _day_field(attribute, since, **common)
        case Attribute.Kind.FLAG:
            # A box that must be ticked would force a yes; whether it is one is what is asked.
            return forms.BooleanField(label=name, required=False)
        case _:
            errors = {"required": _("写上%s") % name}
            widget = forms.TextInput(attrs={"class": "input"})
            return LineField(max_length=TEXT_LENGTH, widget=widget, error_messages=errors, **common)


def _day_field(attribute: Attribute, since: datetime.date, **common: Any) -> DayField:
    """A day within the attribute's limits: the least counts from the day of posting, the most from today."""
    name = str(attribute)
    least, most = (
        default if limit is None else limit
        for limit, default in zip((attribute.least, attribute.most), (-FARTHEST, FARTHEST), strict=True)
    )
    earliest = since + datetime.timedelta(days=max(least, -FARTHEST))
    latest = max(earliest, timezone.localdate() + datetime.timedelta(days=min(most, FARTHEST)))
    errors = {
        "required": _("写上%s") % name,
        "invalid": _("%s写成 2026-11-23 这样") % name,
        "min_value": _("%(name)s不能早于%(day)s") % {"name": name, "day": earliest.isoformat()},
        "max_value": _("%(name)s不能晚于%(day)s") % {"name": name, "day": latest.isoformat()},
    }
    return DayField(earliest, latest, error_messages=errors, **common)


def stored(value: Any) -> Any:
    """A cleaned value as the listing's JSON keeps it: whole numbers whole, dates as 2026-11-23."""
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value
