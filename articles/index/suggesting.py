"""What an entry is about, as far as its own words say: region, section, tags, language and script."""

from __future__ import annotations

import re
from collections import Counter

import opencc
from taggit.models import Tag

from articles.importing.places import Places
from articles.models import Feed, Section
from portal.lib.text import HAN
from portal.regions.models import Region

MOST_TAGS = 5
# A tag is a word of its own only from two characters on.
SHORTEST_TAG = 2
MOST_LOOKED_AT = 2000
IS_HAN = re.compile(f"[{HAN}]")
LATIN = re.compile(r"[A-Za-z]{2,}")
_simplify, _traditionalise = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert


def language(text: str) -> str:
    """zh-Hans, zh-Hant or en; empty for a text that does not say."""
    text = text[:MOST_LOOKED_AT]
    han, words = len(IS_HAN.findall(text)), len(LATIN.findall(text))
    if han < words:
        return "en"
    if not han:
        return ""
    # How many characters are of one script alone.
    traditional = sum(one != other for one, other in zip(text, _simplify(text), strict=False))
    simplified = sum(one != other for one, other in zip(text, _traditionalise(text), strict=False))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def region(title: str, text: str, feed: Feed) -> Region:
    """The place that the title names, else the one that the text names most often, else the feed's."""
    places = Places()
    names = [name for name in places.by_name if not name.isascii()]
    found = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")
    for words in (_simplify(title), _simplify(text[:MOST_LOOKED_AT])):
        # A city stands in every second sentence; what lies in it says more.
        named = Counter(places.by_name[name] for name in found.findall(words))
        inner = [one for one, _times in named.most_common() if one.kind != Region.Kind.CITY]
        if inner or named:
            return (inner or list(named))[0]
    return feed.region


def section(categories: list[str], feed: Feed) -> Section:
    """The section that the source's own category names, else the feed's."""
    by_name = {one.name: one for one in Section.objects.all()}
    return next((by_name[name] for name in map(_simplify, categories) if name in by_name), feed.section)


def tags(title: str, text: str, categories: list[str]) -> list[str]:
    """Tags of the site that the source gives, or that the text names, those in the title first."""
    words = _simplify(f"{title}\n{text[:MOST_LOOKED_AT]}")
    known = [name for name in Tag.objects.values_list("name", flat=True) if len(name) >= SHORTEST_TAG]
    given = set(map(_simplify, categories))
    found = [name for name in known if name in given or name in words]
    found.sort(key=lambda name: (name not in given, name not in title, -words.count(name), name))
    return found[:MOST_TAGS]
