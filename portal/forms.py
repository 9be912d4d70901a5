"""The search page's query string."""

import datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Section, Source
from portal.lib import text
from portal.regions.models import Region
from portal.search import index
from portal.search.find import Narrowings
from portal.search.narrowing import Among, Narrowing, Published

Row = TypeVar("Row")

KINDS = {"news": _("新闻"), "interview": _("人物访谈"), "listing": _("便民信息")}
SORTS = {"time": _("按时间排")}
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)
MOST_ID = 2**63 - 1
MOST_LOOKED_AT = 4096


class TypedField(forms.CharField):
    """What a reader typed, without control characters; of what is too long, enough to see that it is."""

    def to_python(self, value: Any) -> str:
        return text.one_line(str(value or "")[:MOST_LOOKED_AT])[: text.MOST_CHARACTERS + 1]


class DayField(forms.DateField):
    def __init__(self) -> None:
        bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(required=False, input_formats=["%Y-%m-%d"], validators=bounds)


class SearchForm(forms.Form):
    """What the search page understands. What makes no sense is said to the reader and left out of the search."""

    q = TypedField(required=False)
    kind = forms.ChoiceField(required=False)
    region = forms.SlugField(required=False)
    section = forms.SlugField(required=False)
    source = forms.IntegerField(required=False, min_value=1, max_value=MOST_ID)
    sort = forms.ChoiceField(required=False, choices=SORTS)

    complaints = {
        "kind": _("没有这个类型，先在全部类型里找。"),
        "region": _("没有这个地区，先在全部地区里找。"),
        "section": _("没有这个栏目，先在全部栏目里找。"),
        "source": _("没有这个来源，先在全部来源里找。"),
        "from": _("开始的日期要写成 2026-01-31 这样，先不管它。"),
        "to": _("结束的日期要写成 2026-01-31 这样，先不管它。"),
        "sort": _("没有这种排法，先按相关程度排。"),
        "__all__": _("开始的日期在结束的日期后面，先不限时间。"),
    }

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["from"], self.fields["to"] = DayField(), DayField()
        self.fields["kind"].choices = kinds().items()  # type: ignore[attr-defined]
        self.regions = {region.slug: region for region in Region.objects.all()}
        self.sections = {section.slug: section for section in Section.objects.all()}
        self.is_valid()
        self.query = text.query(self.typed)

    def clean_region(self) -> Region | None:
        return _one_of(self.regions, self.cleaned_data["region"])

    def clean_section(self) -> Section | None:
        return _one_of(self.sections, self.cleaned_data["section"])

    def clean_source(self) -> Source | None:
        if (pk := self.cleaned_data["source"]) is None:
            return None
        if (source := Source.objects.filter(pk=pk).first()) is None:
            raise ValidationError("unknown")
        return source

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if since and until and since > until:
            del self.cleaned_data["from"], self.cleaned_data["to"]
            raise ValidationError("backwards")
        return self.cleaned_data

    @property
    def typed(self) -> str:
        return str(self.cleaned_data["q"])

    @property
    def by_time(self) -> bool:
        return self.cleaned_data.get("sort") == "time"

    @property
    def remarks(self) -> list[Any]:
        """What the reader should know about what was not understood."""
        cut_short = [_("搜索词太长，只用了前面一部分。")] if self.query.is_cut_short else []
        return [*cut_short, *(self.complaints[name] for name in self.errors)]

    @property
    def parameters(self) -> dict[str, str]:
        """The query string as it was understood, in the order of the contract, without the page."""
        names = ("kind", "region", "section", "source", "from", "to", "sort")
        chosen = {"q": self.typed, **{name: self.cleaned_data.get(name) for name in names}}
        return {name: _written(value) for name, value in chosen.items() if value}

    @property
    def narrowings(self) -> Narrowings:
        """The conditions beside the words, those that were given."""
        chosen = self.cleaned_data
        given = {
            "kind": self.of_kind(chosen.get("kind")),
            "region": self.of_region(chosen.get("region")),
            "section": (Among("section_id", {chosen["section"].pk}),) if chosen.get("section") else (),
            "source": (Among("source_id", {chosen["source"].pk}),) if chosen.get("source") else (),
            "time": of_days(chosen.get("from"), chosen.get("to")),
        }
        return {name: narrowings for name, narrowings in given.items() if narrowings}

    def of_kind(self, kind: str | None) -> tuple[Narrowing, ...]:
        if not kind or kind == "listing":
            return (Among("kind", {kind}),) if kind else ()
        interviews = {section.pk for section in self.sections.values() if section.is_interviews}
        return (Among("kind", {"article"}), Among("section_id", interviews, is_without=kind == "news"))

    def of_region(self, region: Region | None) -> tuple[Narrowing, ...]:
        """A region with its towns."""
        if region is None:
            return ()
        towns = {one.pk for one in self.regions.values() if one.parent_id == region.pk}
        return (Among("region_id", {region.pk, *towns}),)


def _one_of(known: dict[str, Row], slug: str) -> Row | None:
    """The row of that slug; None if none was asked for."""
    if slug and slug not in known:
        raise ValidationError("unknown")
    return known.get(slug)


def kinds() -> dict[str, Any]:
    """The kinds that readers can choose between; listings once they are searched."""
    return {kind: label for kind, label in KINDS.items() if kind != "listing" or kind in index.collections}


def of_days(since: datetime.date | None, until: datetime.date | None) -> tuple[Narrowing, ...]:
    """From the first moment of one day to the last of another."""
    after = until + datetime.timedelta(days=1) if until else None
    return (Published(_midnight(since), _midnight(after)),) if since or until else ()


def _midnight(date: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time())) if date else None


def _written(value: Any) -> str:
    if isinstance(value, Region | Section):
        return value.slug
    return str(value.pk) if isinstance(value, Source) else str(value)
