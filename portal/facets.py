"""The ways to narrow a search, each with how much it would leave."""

import datetime
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Source
from portal.forms import SearchForm, kinds, of_days
from portal.regions.models import Region
from portal.search.find import Answer
from portal.search.narrowing import Among, Narrowing, admitted

MOST_SOURCES = 8


@dataclass(frozen=True)
class Choice:
    """What could be chosen: its name, what it changes in the query string, what it lets through."""

    label: str
    changes: dict[str, str]
    narrowings: tuple[Narrowing, ...] = ()


@dataclass(frozen=True)
class Option:
    """A choice on the page, with how much it leaves; `is_more` says that only the newest matches were counted."""

    label: str
    address: str
    number: int
    is_more: bool
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    heading: str
    options: list[Option]


def address(form: SearchForm, **changes: str) -> str:
    """The same search with something changed, on its first page; an empty value drops a parameter."""
    parameters = form.parameters | changes
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def facets(form: SearchForm, answer: Answer) -> list[Facet]:
    """Kind, section, time, region and source."""
    all_kinds, all_days = Choice(_("全部"), {"kind": ""}), Choice(_("不限"), {"from": "", "to": ""})
    all_regions, all_sections = Choice(_("全部地区"), {"region": ""}), Choice(_("全部栏目"), {"section": ""})
    found = [
        _facet(form, answer, "kind", _("类型"), [all_kinds, *_kinds(form)]),
        _facet(form, answer, "section", _("栏目"), [all_sections, *_sections(form)]),
        _facet(form, answer, "time", _("时间"), [all_days, *_days(form)]),
        _facet(form, answer, "region", _("地区"), [all_regions, *_regions(form)]),
        _facet(form, answer, "source", _("来源"), [Choice(_("全部来源"), {"source": ""}), *_sources(form, answer)]),
    ]
    # A facet with nothing to choose from says nothing.
    return [facet for facet in found if len(facet.options) > 1]


def _facet(form: SearchForm, answer: Answer, name: str, heading: str, choices: list[Choice]) -> Facet:
    """Each choice with how much it would leave if the facet's present choice fell; empty ones are left out."""
    hits, are_all = answer.without(name, form.narrowings)
    options: list[Option] = []
    for choice in choices:
        is_chosen = all(form.parameters.get(key, "") == value for key, value in choice.changes.items())
        number, is_more = len(admitted(hits, choice.narrowings)), not are_all
        if is_chosen:
            number, is_more = len(answer.hits), answer.is_capped
        if is_chosen or is_more or number:
            options.append(Option(choice.label, address(form, **choice.changes), number, is_more, is_chosen))
    return Facet(heading, options)


def _kinds(form: SearchForm) -> list[Choice]:
    return [Choice(str(label), {"kind": kind}, form.of_kind(kind)) for kind, label in kinds().items()]


def _sections(form: SearchForm) -> list[Choice]:
    return [Choice(str(one), {"section": one.slug}, (Among("section_id", {one.pk}),)) for one in form.sections.values()]


def _days(form: SearchForm) -> list[Choice]:
    today = timezone.localdate()
    choices = []
    for label, days in ((_("今天"), 0), (_("最近7天"), 6), (_("最近一年"), 365)):
        since = today - datetime.timedelta(days=days)
        choices.append(Choice(label, {"from": str(since), "to": ""}, of_days(since, None)))
    chosen = {name: form.parameters.get(name, "") for name in ("from", "to")}
    if any(chosen.values()) and chosen not in [choice.changes for choice in choices]:
        label = _("%(since)s至%(until)s") % {"since": chosen["from"] or "…", "until": chosen["to"] or _("今天")}
        choices.append(Choice(label, chosen, form.narrowings["time"]))
    return choices


def _regions(form: SearchForm) -> list[Choice]:
    """City, counties and other; a town when it is the one chosen."""
    chosen = form.cleaned_data.get("region")
    shown = [region for region in form.regions.values() if region.kind != Region.Kind.TOWN or region == chosen]
    return [Choice(str(region), {"region": region.slug}, form.of_region(region)) for region in shown]


def _sources(form: SearchForm, answer: Answer) -> list[Choice]:
    """Those that most of the matches are from, and the one chosen."""
    hits, _are_all = answer.without("source", form.narrowings)
    numbers = Counter(hit.source_id for hit in hits if hit.source_id)
    pks = [pk for pk, _number in numbers.most_common(MOST_SOURCES)]
    if (chosen := form.cleaned_data.get("source")) and chosen.pk not in pks:
        pks.append(chosen.pk)
    sources = Source.objects.in_bulk(pks)
    return [Choice(str(sources[pk]), {"source": str(pk)}, (Among("source_id", {pk}),)) for pk in pks if pk in sources]
