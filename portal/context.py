"""What every page's frame needs, read once and kept until one of it changes."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Section
from portal.lib import caching
from portal.regions.models import Region, SiteProfile


@dataclass(frozen=True)
class Frame:
    profile: SiteProfile
    regions: list[Region]
    sections: list[Section]


def frame() -> Frame:
    """The site's profile, the regions of the region bar and the sections of the section bar."""
    return caching.remembered(
        "site",
        lambda: Frame(
            SiteProfile.load(),
            list(Region.objects.exclude(kind=Region.Kind.TOWN)),
            list(Section.objects.all()),
        ),
    )


def site(request: HttpRequest) -> dict[str, Any]:
    """The frame, the address of this page in each dress, and the mode chosen without JavaScript."""
    dress = getattr(request, "dress", "")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return {
        "site": frame(),
        "site_url": settings.SITE_URL,
        "dress": dress,
        "plain_path": request.path_info + query,
        "mode": caching.reader_mode(request.META),
        "today": timezone.localdate(),
    }
