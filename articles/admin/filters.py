"""What the list of articles can be narrowed by."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleQuerySet
from portal.regions.models import Region


class StateFilter(admin.SimpleListFilter):
    title = _("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Article.State.choices)

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> ArticleQuerySet:  # type: ignore[override]
        value = self.value()
        return queryset.in_state(Article.State(value)) if value in Article.State.values else queryset


class RegionFilter(admin.SimpleListFilter):
    """A county with its towns; the towns themselves would fill the screen."""

    title = _("地区")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        regions = Region.objects.exclude(kind=Region.Kind.TOWN)
        return [(region.slug, str(region)) for region in regions]

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> ArticleQuerySet:  # type: ignore[override]
        region = Region.objects.filter(slug=self.value()).first() if self.value() else None
        return queryset.in_region(region.with_towns()) if region else queryset
