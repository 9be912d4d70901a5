"""Taking over a list of feeds: first what would happen with each line, then the same for real. Nothing is fetched."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.index.documents import web_address
from articles.index.opml import Outline
from articles.models import Feed, Section, Source
from portal.lib.fetching import ForbiddenError, targets
from portal.regions.models import Region


class Fate(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", gettext_lazy("将添加")
    KNOWN = "known", gettext_lazy("已有")
    TWICE = "twice", gettext_lazy("重复")
    WRONG = "wrong", gettext_lazy("不能添加")


@dataclass(frozen=True)
class Row:
    """A line of the list, and what becomes of it."""

    outline: Outline
    fate: Fate
    reason: str = ""

    @property
    def fate_label(self) -> str:
        return str(self.fate.label)


def plan(outlines: list[Outline]) -> list[Row]:
    """What would become of each line."""
    known = set(Feed.objects.filter(url__in=[one.url for one in outlines]).values_list("url", flat=True))
    seen: set[str] = set()
    rows = []
    for outline in outlines:
        if outline.url in seen:
            rows.append(Row(outline, Fate.TWICE))
        elif outline.url in known:
            rows.append(Row(outline, Fate.KNOWN))
        elif reason := _objection(outline):
            rows.append(Row(outline, Fate.WRONG, reason))
        else:
            rows.append(Row(outline, Fate.NEW))
        seen.add(outline.url)
    return rows


def _objection(outline: Outline) -> str:
    """Why this is no address to fetch from; nothing if it is one, as far as can be seen from here."""
    if len(outline.url) > 500 or not outline.url.startswith(("http://", "https://")):
        return _("网址要以 http:// 或 https:// 开头，不超过500个字符。")
    try:
        targets.parse(outline.url)
    except ForbiddenError as error:
        return str(error)
    return ""


def subscribe(outlines: list[Outline], *, section: Section, region: Region, mode: Feed.Mode) -> Counter[Fate]:
    """Add the feeds that are new, with the sources they need, all or none; how many lines had which fate."""
    sections = {one.name: one for one in Section.objects.all()}
    with transaction.atomic():
        rows = plan(outlines)
        for row in rows:
            if row.fate == Fate.NEW:
                outline = row.outline
                Feed.objects.create(
                    source=_source(outline),
                    url=outline.url,
                    title=outline.title[:200],
                    folder=outline.folder[:100],
                    section=sections.get(outline.folder.rpartition("/")[2], section),
                    region=region,
                    mode=mode,
                )
    return Counter(row.fate for row in rows)


def _source(outline: Outline) -> Source:
    """The source of that home, or of that name, or a new one."""
    home = web_address(outline.home)
    home = home if len(home) <= 200 else ""
    name = (outline.title or urlsplit(outline.url).hostname or outline.url)[:60]
    found = Source.objects.filter(home=home).first() if home else None
    return found or Source.objects.get_or_create(name=name, defaults={"home": home})[0]
