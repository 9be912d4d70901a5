"""Categories: groups and their leaves. All of it is data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib import caching

if TYPE_CHECKING:
    from classifieds.models.attribute import Attribute


# What else stands below /classifieds/, beside the numbers of listings.
TAKEN = {"post", "photos", "manage"}


def named(thing: Any) -> str:
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
    # Of a group: since when its attributes differ from what boards know of its listings (classifieds/sorting.py).
    unsorted_at = models.DateTimeField(null=True, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("信息类别")

    def __str__(self) -> str:
        return named(self)

    def get_absolute_url(self) -> str:
        return reverse("classifieds:board", args=[self.slug])

    @property
    def root(self) -> Category:
        """The group: the category itself if it is one."""
        return self.group or self

    def attributes_here(self) -> list[Attribute]:
        """The attributes of a listing in this category, in order; of a group, those that most of its leaves have."""
        rows = self.root.attributes.all()
        if self.group is None:
            half = self.leaves.count() / 2
            counted = rows.annotate(number=models.Count("leaves"))
            return [one for one in counted if not one.number or one.number > half]
        return list(rows.filter(models.Q(leaves=None) | models.Q(leaves=self)).distinct())

    def clean(self) -> None:
        """There are groups and leaves, and nothing below a leaf; no address is that of another page."""
        if self.slug.isdigit() or self.slug in TAKEN:
            raise ValidationError({"slug": _("这个网址另有用处，请换一个。")})
        if self.group and (self.group.group_id or (self.pk and self.leaves.exists())):
            raise ValidationError({"group": _("只有两级：小类下面不能再有小类。")})

    def ask_to_sort(self) -> None:
        """Have the worker write anew where boards find the listings of this group."""
        Category.objects.filter(pk=self.pk).update(unsorted_at=timezone.now())

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site", "listings")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit("site", "listings")
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]
