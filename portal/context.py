"""What every page's frame needs, read once and kept until one of it changes."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from articles.feeds import paths
from articles.models import Section
from portal.lib import caching
from portal.lib.pagecache import meant, reader_mode
from portal.regions.models import Region, SiteProfile

# The section bar holds the first so many; the rest are found through their articles.
IN_BAR = 14


@dataclass(frozen=True)
class Link:
    """A way through the site, written out once for all pages of a dress."""

    pk: int
    address: str
    name: str


def _links(rows: Iterable[Region | Section]) -> list[Link]:
    return [Link(one.pk, one.get_absolute_url(), str(one)) for one in rows]


class Frame:
    """The site's profile, and the links of the region bar and the section bar."""

    def __init__(self) -> None:
        self.profile = SiteProfile.load()
        self._regions = list(Region.objects.exclude(kind=Region.Kind.TOWN))
        self._sections = list(Section.objects.all()[:IN_BAR])
        self._bars: dict[str, tuple[list[Link], list[Link]]] = {}

    def bars(self, dress: str) -> tuple[list[Link], list[Link]]:
        """Regions and sections in the language of the running request, which that dress stands for."""
        if dress not in self._bars:
            self._bars[dress] = (_links(self._regions), _links(self._sections))
        return self._bars[dress]


def frame() -> Frame:
    """What every page's frame needs, kept in this process until any process changes it."""
    return caching.remembered("site", Frame)


def site(request: HttpRequest) -> dict[str, Any]:
    """The frame, the address of this page in each dress, and the mode chosen without JavaScript.

    `list_path` is the address without what changes nothing on the page: a list has a page number, and nothing else.
    """
    today = timezone.localdate()
    midnight = datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time())
    caching.true_until(timezone.make_aware(midnight))
    dress = getattr(request, "dress", "")
    asked = urlencode(meant(request.META.get("QUERY_STRING", "")))
    page = request.GET.get("page", "")[:9]
    site = frame()
    regions, sections = site.bars(dress)
    return {
        "site": {"profile": site.profile, "regions": regions, "sections": sections},
        "site_url": settings.SITE_URL,
        "latest_feed": paths("feed"),
        "dress": dress,
        "plain_path": f"{request.path_info}?{asked}" if asked else request.path_info,
        "list_path": f"{request.path_info}?page={page}" if page.isdecimal() and page != "1" else request.path_info,
        "mode": reader_mode(request.META),
        "today": today,
    }
