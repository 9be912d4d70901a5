"""Categories: groups, their leaves, and the attributes that a listing of each has. All of it is data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


def _named(thing: Any) -> str:
    return str(thing.name_en if get_language() == "en" and thing.name_en else thing.name)


class CategoryQuerySet(models.QuerySet["Category"]):
    def open(self) -> Self:
        """Where residents may post: neither the category nor its group is switched off."""
        return self.filter(is_open=True).exclude(group__is_open=False)

    def groups(self) -> Self:
        return self.filter(group=None)


class Category(models.Model):
    """A group (without `group`) or a leaf of one. What a leaf leaves empty holds for it as in its group."""

    class Level(models.IntegerChoices):
        """How sure the site is of who posts; portal operators choose it per group."""

        NONE = 0, _("L0 不核验")
        CHALLENGE = 1, _("L1 自动校验")
        NUMBER = 2, _("L2 核验号码")
        EDITOR = 3, _("L3 编辑核验")

    class Intent(models.TextChoices):
        OFFER = "offer", _("供")
        WANTED = "wanted", _("求")

    group = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="leaves", verbose_name=_("大类")
    )
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40, blank=True)
    slug = models.SlugField(_("网址用名"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=100)
    is_open = models.BooleanField(_("开放发布"), default=True)
    is_structured = models.BooleanField(_("标题由属性写成"), default=False)
    days = models.PositiveSmallIntegerField(_("展示天数"), default=30, help_text=_("0 表示到填写的日期为止。"))
    level = models.PositiveSmallIntegerField(_("核验级别"), choices=Level.choices, default=Level.CHALLENGE)
    editor_first = models.BooleanField(_("先由编辑看过"), default=False)
    intent = models.CharField(_("供求固定为"), max_length=6, choices=Intent.choices, blank=True)
    schema_type = models.CharField("schema.org", max_length=30, blank=True)
    advice = models.CharField(_("防骗提醒"), max_length=200, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("信息类别")

    def __str__(self) -> str:
        return _named(self)

    def get_absolute_url(self) -> str:
        return reverse("classifieds:board", args=[self.slug])

    @property
    def root(self) -> Category:
        """The group: the category itself if it is one."""
        return self.group or self

    def attributes_here(self) -> list[Attribute]:
        """The attributes of a listing in this category, in order; of a group, those that most of its leaves have."""
        rows = Attribute.objects.filter(group=self.root)
        if self.group is None:
            half = self.leaves.count() / 2
            counted = rows.annotate(number=models.Count("leaves"))
            return [one for one in counted if not one.number or one.number > half]
        return list(rows.filter(models.Q(leaves=None) | models.Q(leaves=self)).distinct())

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site")


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
    in_title = models.BooleanField(_("写进标题"), default=False)
    least = models.BigIntegerField(_("最小"), null=True, blank=True)
    most = models.BigIntegerField(_("最大"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=100)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("属性")
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="one_attribute_per_key")]

    def __str__(self) -> str:
        return _named(self)

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site")

    def clean(self) -> None:
        """A choice has options, each with a value and a name of its own."""
        if self.kind != self.Kind.CHOICE:
            return
        try:
            values = [str(option["value"]) for option in self.options if option["name"]]
        except (TypeError, KeyError) as error:
            raise ValidationError({"options": _("每个选项要有 value 和 name。")}) from error
        if not values or len(set(values)) != len(self.options):
            raise ValidationError({"options": _("选项不能为空，也不能重复。")})

    def option_name(self, value: str) -> str:
        """What a choice is called in the page's language; the value itself once the option is gone."""
        for option in self.options:
            if option["value"] == value:
                return str(option.get("name_en") if get_language() == "en" else "") or str(option["name"])
        return value

    def unit_with(self, values: dict[str, Any], siblings: Iterable[Attribute]) -> str:
        """The unit with what the listing says the money is paid per: 元/斤; nothing if the two are to talk about it."""
        for one in siblings:
            for option in one.options if self.per and one.key == self.per else ():
                if option["value"] == values.get(self.per):
                    per = option.get("unit", option["name"])
                    return f"{self.unit}/{per}" if per else ""
        return self.unit

    def words(self, value: Any, unit: str | None = None) -> str:
        """A stored value as a reader sees it: 76㎡, 1,500元/月, 整租, 是."""
        if self.kind == self.Kind.CHOICE:
            return self.option_name(str(value))
        if self.kind == self.Kind.FLAG:
            return str(_("是") if value else _("否"))
        if self.kind == self.Kind.MONEY and not value:
            return str(_("面议"))
        if self.kind in {self.Kind.NUMBER, self.Kind.MONEY}:
            number = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
            return f"{number}{self.unit if unit is None else unit}"
        return str(value)
