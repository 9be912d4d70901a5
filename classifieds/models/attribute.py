"""Attributes: what a listing of a category says of itself, typed. All of it is data."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from classifieds.models import shelf
from classifieds.models.category import Category, named
from portal.lib import caching

# What the addresses of boards say besides the attributes.
RESERVED = {"region", "intent", "photos", "sort", "view", "page", "q"}


class Attribute(models.Model):
    """A typed property of the listings of a group, or of some of its leaves."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("选项")
        NUMBER = "number", _("数字")
        MONEY = "money", _("金额")
        DATE = "date", _("日期")
        FLAG = "flag", _("是否")
        TEXT = "text", _("文字")

    group = models.ForeignKey(Category, models.CASCADE, related_name="attributes", verbose_name=_("大类"))
    leaves = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("只用于"), help_text=_("空着就用于整个大类。")
    )
    key = models.SlugField(_("参数名"), max_length=20)
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40, blank=True)
    kind = models.CharField(_("类型"), max_length=6, choices=Kind.choices)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    per = models.SlugField(
        _("按什么计"),
        max_length=20,
        blank=True,
        help_text=_("另一个选项属性的参数名：金额按选中的那一项计，例如元/月、元/斤。"),
    )
    options = models.JSONField(_("选项"), default=list, blank=True)
    is_required = models.BooleanField(_("必填"), default=False)
    is_filterable = models.BooleanField(_("可筛选"), default=False)
    is_of_offers = models.BooleanField(
        _("求的可不填"), default=False, help_text=_("必填的属性里，只有“供”的才答得出的，例如成色。")
    )
    in_title = models.BooleanField(_("写进标题"), default=False)
    least = models.BigIntegerField(
        _("最小"),
        null=True,
        blank=True,
        help_text=_("日期写离今天的天数：最小 0 是不早于发布那天，最大 60 是不晚于两个月后。"),
    )
    most = models.BigIntegerField(_("最大"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=100)
    # Where the listings of the group keep it for the boards (models/shelf.py).
    column = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("属性")
        constraints = [
            models.UniqueConstraint(fields=["group", "key"], name="one_attribute_per_key"),
            models.UniqueConstraint(
                fields=["group", "column"], condition=~models.Q(column=""), name="one_attribute_per_column"
            ),
        ]

    def __str__(self) -> str:
        return named(self)

    def is_of(self, category: Category) -> bool:
        """Whether a listing of this leaf has it; prefetch `leaves`."""
        leaves = self.leaves.all()
        return self.group_id == category.group_id and (not leaves or category in leaves)

    @property
    def is_measured(self) -> bool:
        """Whether it can be more or less; else it is one of a few."""
        return self.kind in {self.Kind.NUMBER, self.Kind.MONEY, self.Kind.DATE}

    @property
    def values(self) -> list[str]:
        """What it can be, if it is one of a few."""
        if self.kind == self.Kind.FLAG:
            return ["true", "false"]
        return [str(option["value"]) for option in self.options]

    def save(self, *args: object, **kwargs: object) -> None:
        with transaction.atomic():
            # Two editors at once must not be given the same column.
            Category.objects.select_for_update().get(pk=self.group_id)
            self._find_room()
            super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        self.group.ask_to_sort()
        caching.purge_after_commit("site", "listings")
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]

    def _find_room(self) -> None:
        """Give a filterable attribute a column that no other of its group has; once given, it keeps it."""
        if not self.is_filterable or self.column in self._columns:
            return
        others = Attribute.objects.filter(group=self.group_id).exclude(pk=self.pk)
        free = [column for column in self._columns if column not in others.values_list("column", flat=True)]
        if not free:
            raise ValidationError(
                _("一个大类最多有%(numbers)d个能按大小筛选的属性，%(choices)d个能按选项筛选的属性。")
                % {"numbers": len(shelf.NUMBERS), "choices": len(shelf.CHOICES)}
            )
        self.column = free[0]

    @property
    def _columns(self) -> list[str]:
        return shelf.NUMBERS if self.is_measured else shelf.CHOICES

    def shelved(self, value: Any) -> int | str | None:
        """A stored value as its column holds it."""
        if self.is_measured:
            return self.measure(value)
        return {True: "true", False: "false", None: ""}.get(value, str(value)[: shelf.LONGEST_CHOICE])

    def measure(self, value: Any) -> int | None:
        """A stored value in hundredths, a day by its number; None if it is neither."""
        if self.kind == self.Kind.DATE:
            day = parse_date(value) if isinstance(value, str) else None
            return day.toordinal() if day else None
        is_number = isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
        return round(decimal.Decimal(str(value)) * 100) if self.is_measured and is_number else None

    def clean(self) -> None:
        """A choice has options, each with a value and a name of its own; what is filtered by is no free text."""
        if self.key in RESERVED or self.key.endswith(("_min", "_max")):
            raise ValidationError({"key": _("这个参数名另有用处，请换一个。")})
        if self.is_filterable and self.kind == self.Kind.TEXT:
            raise ValidationError({"is_filterable": _("文字不能筛选，请改用选项。")})
        if self.kind == self.Kind.CHOICE:
            self._check_options()
        self._find_room()

    def _check_options(self) -> None:
        try:
            values = [str(option["value"]) for option in self.options if option["name"]]
        except (TypeError, KeyError) as error:
            raise ValidationError({"options": _("每个选项要有 value 和 name。")}) from error
        if not values or len(set(values)) != len(self.options):
            raise ValidationError({"options": _("选项不能为空，也不能重复。")})
        if any(len(value) > shelf.LONGEST_CHOICE for value in values):
            raise ValidationError({"options": _("value 最多%d个字符。") % shelf.LONGEST_CHOICE})

    def option_name(self, value: str) -> str:
        """What a choice is called in the page's language; the value itself once the option is gone."""
        for option in self.options:
            if option["value"] == value:
                return str(option.get("name_en") if get_language() == "en" else "") or str(option["name"])
        return value

    def unit_with(self, values: dict[str, Any], siblings: Iterable[Attribute]) -> str:
        """The unit with what the listing says it counts: 元/斤, 斤; nothing if the price is to be talked about."""
        for one in siblings:
            for option in one.options if self.per and one.key == self.per else ():
                if option["value"] == values.get(self.per):
                    per = str(option.get("unit", option["name"]))
                    return f"{self.unit}/{per}" if per and self.unit else per
        return self.unit

    def is_unsaid(self, values: dict[str, Any]) -> bool:
        """Whether it is an optional box that was left empty: whoever skipped 有电梯 did not say that there is none."""
        return self.kind == self.Kind.FLAG and not self.is_required and values[self.key] is False

    def words(self, value: Any, unit: str | None = None) -> str:
        """A stored value as a reader sees it: 76㎡, 1,500元/月, 整租, 是."""
        if self.kind == self.Kind.CHOICE:
            return self.option_name(str(value))
        if self.kind == self.Kind.FLAG:
            return str(_("是") if value else _("否"))
        if self.kind == self.Kind.MONEY and (not value or unit == ""):
            return str(_("面议"))
        if self.kind in {self.Kind.NUMBER, self.Kind.MONEY}:
            # What is never below a thousand is a year, and no amount.
            comma = "" if (self.least or 0) >= 1000 else ","
            number = f"{value:{comma}.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:{comma}}"
            return f"{number}{self.unit if unit is None else unit}"
        if self.kind == self.Kind.DATE:
            day = datetime.date.fromisoformat(str(value))
            return date_format(day, "MONTH_DAY_FORMAT" if day.year == timezone.localdate().year else "DATE_FORMAT")
        return str(value)


def told(values: dict[str, Any], attributes: list[Attribute]) -> list[tuple[Attribute, str]]:
    """What stored values say, attribute by attribute; what is a unit of another stands with that one.

    A box that nobody had to think about and that is not ticked says nothing.
    """
    filled = [one for one in attributes if values.get(one.key) not in (None, "") and not one.is_unsaid(values)]
    units = {one.per for one in filled}
    return [
        (one, one.words(values[one.key], one.unit_with(values, attributes))) for one in filled if one.key not in units
    ]
