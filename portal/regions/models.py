"""Regions, and the site's own profile."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


class RegionQuerySet(models.QuerySet["Region"]):
    def by_place(self) -> Self:
        """Each region followed by what lies in it."""
        place = Coalesce("parent__position", "position"), Coalesce("parent", "pk")
        return self.order_by(*place, F("parent").asc(nulls_first=True), "position", "pk")


class Region(models.Model):
    """A place that news is about. Towns hang below their county; `other` gathers what lies outside."""

    class Kind(models.TextChoices):
        CITY = "city", _("市")
        COUNTY = "county", _("县区")
        TOWN = "town", _("乡镇街道")
        OTHER = "other", _("其他地区")

    name = models.CharField(_("名称"), max_length=40, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    slug = models.SlugField(_("网址用名"), max_length=60, unique=True)
    kind = models.CharField(_("级别"), max_length=8, choices=Kind.choices, default=Kind.COUNTY)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="towns", verbose_name=_("上级")
    )
    code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=100)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = _("地区")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.slug])

    def with_towns(self) -> list[int]:
        """The ids of the region and of what lies in it; prefetch `towns` when asking for many."""
        return [self.pk, *(town.pk for town in self.towns.all())]

    def with_parent(self) -> list[Region]:
        """The region and, of a town, what it lies in: the editions that tell of it."""
        return [self, self.parent] if self.parent else [self]

    @property
    def short_name(self) -> str:
        """The name without 市, 县, 区 or 地区, for the spine of a county block."""
        if get_language() == "en" and self.name_en:
            return self.name_en
        for suffix in ("地区", "市", "县", "区"):
            if len(self.name) - len(suffix) >= 2 and self.name.endswith(suffix):
                return self.name.removesuffix(suffix)
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site")

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        caching.purge_after_commit("site")
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]


class SiteProfile(models.Model):
    """What the site says of itself: one row, kept by the editors."""

    name = models.CharField(_("站名"), max_length=40, default="邻闻")
    domain = models.CharField(_("域名"), max_length=100, blank=True)
    city = models.CharField(_("城市"), max_length=20, blank=True)
    posting_slogan = models.CharField(_("发布口号"), max_length=60, default="无须注册，完全免费，只要2步，立即发布信息")
    declaration = models.TextField(
        _("声明"),
        blank=True,
        help_text=_("每篇文章下面和页脚都会显示。"),
    )
    about = models.TextField(_("关于本站"), blank=True, help_text=_("空一行分段。"))
    contact = models.TextField(_("联系方式"), blank=True)
    is_demo = models.BooleanField(
        _("演示站"), default=False, help_text=_("页脚注明内容为示例；发布便民信息不核验身份，页面上写明。")
    )
    is_mainland = models.BooleanField(
        _("在中国大陆运营"),
        default=False,
        help_text=_("每类便民信息都要核验发布人的手机号（L2）。没有设置 IDENTITY_PROVIDER 时，暂停发布。"),
    )
    edited_at = models.DateTimeField(_("编辑修改时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("站点资料")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_site_profile")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> Self:
        """The profile, or an unsaved one with the defaults on a site that has none yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def save(self, *args: object, **kwargs: object) -> None:
        self.pk = 1
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        caching.purge_after_commit("site")

    @property
    def declaration_text(self) -> str:
        """The declaration, or the usual one with this site's name in it."""
        return self.declaration or str(
            _(
                "声明：%(site)s所刊载的新闻资讯均来源于互联网新闻网站，%(site)s不生产、不制造新闻，仅为%(city)s本地网民提供新闻索引服务。"
                "如有侵犯您的权益，请及时与我们联系，我们将在核实情况后立即删除！"
            )
            % {"site": f"{self.name}（{self.domain}）" if self.domain else self.name, "city": self.city}
        )
