"""The register for readers and for programs, at addresses that stay. The same bytes for everybody."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from portal.lib import paging
from portal.lib.caching import cached_for_readers, tag, true_until
from portal.moderation import register
from portal.moderation.models import Act, LogHead, Notice, Target
from portal.moderation.road import State


def _note() -> None:
    """Make the page leave the cache when an entry changes, or a new one is due."""
    tag(register.TAG)
    true_until(register.next_entry_at())


@cached_for_readers
def index(request: HttpRequest) -> HttpResponse:
    """The register, the last closed first."""
    _note()
    page = paging.paginate(request, register.public())
    context = {
        "page": page,
        "rows": [_in_words(register.entry(notice)) for notice in page],
        "years": register.years(),
        "delay": settings.REGISTER_DELAY_DAYS,
        "head": LogHead.objects.filter(pk=1).first(),
    }
    return render(request, "register/index.html", context)


@cached_for_readers
def year_csv(request: HttpRequest, year: int) -> HttpResponse:
    """All entries of a year for a spreadsheet."""
    _note()
    text = register.as_csv(_entries(year))
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    response = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="register-{year}.csv"'
    return response


@cached_for_readers
def year_json(request: HttpRequest, year: int) -> HttpResponse:
    """The same for programs."""
    _note()
    said = {
        "year": year,
        "delay_days": settings.REGISTER_DELAY_DAYS,
        "entries": [asdict(one) for one in _entries(year)],
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _entries(year: int) -> list[register.Entry]:
    notices = register.of_year(year) if 1 < year < 9999 else Notice.objects.none()
    entries = [register.entry(notice) for notice in notices]
    if not entries:
        raise Http404
    return entries


def _in_words(entry: register.Entry) -> dict[str, Any]:
    """An entry with its codes as readers say them."""
    about = Target(entry.about).label if entry.about in Target.values else Notice.Right.OTHER.label
    measures = [Act(act).label for act in entry.measures.split()]
    words = {"about": about, "right": Notice.Right(entry.right).label, "outcome": State(entry.outcome).label}
    return {"entry": entry, "measures": measures, **words}
