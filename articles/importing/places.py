"""Which region an article is about: the one it names, else the one its title names, else the city."""

from __future__ import annotations

import re

from articles.importing.spelling import free_slug
from portal.regions.models import Region

# What a region may be called that the site does not have yet.
PLACE_NAME = re.compile(r".{1,38}(?:市|县|区)$")
OTHER = "其他地区"
STEP = 10


class Places:
    """The regions of the site by every name they answer to."""

    def __init__(self) -> None:
        self.regions: list[Region] = []
        self.by_name: dict[str, Region] = {}
        self._in_title: re.Pattern[str] | None = None
        for region in Region.objects.select_related("parent"):
            self._know(region)

    def _know(self, region: Region) -> None:
        self.regions.append(region)
        for name in (region.slug, region.name, short_name(region)):
            self.by_name.setdefault(name, region)
        self._in_title = None

    def may_be(self, name: str) -> bool:
        """Whether a row may give this as its region."""
        return name in self.by_name or bool(PLACE_NAME.match(name))

    def named(self, name: str) -> Region:
        """The region of this name or slug; made if the site has none."""
        if name not in self.by_name:
            self._make(name)
        return self.by_name[name]

    def of_title(self, title: str) -> Region:
        """The region whose name the title holds first; the city if there is none."""
        if self._in_title is None:
            # Short names of counties; towns only in full, since theirs are common words.
            names = sorted((name for name in self.by_name if not name.isascii()), key=len, reverse=True)
            self._in_title = re.compile("|".join(map(re.escape, names)) or "(?!)")
        found = self._in_title.search(title)
        return self.by_name[found[0]] if found else self.city()

    def city(self) -> Region:
        """The city; on a site without one, its first region; on a site without any, 其他地区."""
        cities = [region for region in self.regions if region.kind == Region.Kind.CITY]
        return (cities or self.regions or [self.named(OTHER)])[0]

    def _make(self, name: str) -> None:
        has_city = any(region.kind == Region.Kind.CITY for region in self.regions)
        kind = Region.Kind.COUNTY if has_city else Region.Kind.CITY
        region = Region(name=name, kind=kind, position=STEP * (len(self.regions) + 1))
        region.slug = free_slug(Region, region.short_name)
        if name == OTHER:
            region.kind, region.slug = Region.Kind.OTHER, free_slug(Region, "other")
        region.save()
        self._know(region)


def short_name(region: Region) -> str:
    """The name as headlines write it: 涟水 for 涟水县; towns and 其他地区 in full."""
    is_whole = region.kind in {Region.Kind.TOWN, Region.Kind.OTHER}
    return region.name if is_whole else region.short_name
