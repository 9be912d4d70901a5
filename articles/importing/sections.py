"""Which section an article stands in. Common sections have their address and English name from here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.importing.spelling import free_slug
from articles.models import Section
from portal.lib.importing.fields import limit


@dataclass(frozen=True)
class Usual:
    """A section that town papers have."""

    slug: str
    name: str
    name_en: str
    on_front: bool = False
    kind: Section.Kind = Section.Kind.NEWS


USUAL = [
    Usual("headlines", "要闻", "Headlines"),
    Usual("livelihood", "民生", "Daily Life", on_front=True),
    Usual("economy", "经济", "Economy", on_front=True),
    Usual("education", "教育", "Education", on_front=True),
    Usual("health", "健康", "Health"),
    Usual("transport", "交通", "Transport"),
    Usual("culture", "文旅", "Culture & Travel", on_front=True),
    Usual("farming", "三农", "Farming"),
    Usual("environment", "生态", "Environment"),
    Usual("law", "法治", "Law"),
    Usual("sports", "体育", "Sports"),
    Usual("interviews", "人物访谈", "Interviews", kind=Section.Kind.INTERVIEWS),
]
STEP = 10
# What makes a new section of another site's category; longer ones are mostly names of accounts and programmes.
SUBJECT = re.compile(r"[\u4e00-\u9fff]{2,3}")
LONGEST_NAME = limit(Section, "name")


class Sections:
    """The sections of the site by name and slug; one that is asked for and missing is made."""

    def __init__(self, default: str) -> None:
        self.default = default
        self.by_name: dict[str, Section] = {}
        for section in Section.objects.all():
            self._know(section)

    def _know(self, section: Section) -> Section:
        self.by_name[section.name] = self.by_name[section.slug] = section
        return section

    def of(self, name: str, category: str) -> Section:
        """The section of this name; else the one that another site's category (社会, 明星-内地) stands for."""
        subject = category.split("-")[0].strip()
        if not name and (subject in self.by_name or SUBJECT.fullmatch(subject)):
            name = subject
        return self.named(name or self.default)

    def named(self, name: str) -> Section:
        if name in self.by_name:
            return self.by_name[name]
        usual = next((usual for usual in USUAL if name in {usual.name, usual.slug}), None)
        if usual is None:
            return self._know(_make(name))
        known = self.by_name.get(usual.slug) or self.by_name.get(usual.name)
        return known or self._know(make_usual(usual))


def make_usual(usual: Usual) -> Section:
    return Section.objects.create(position=STEP * (USUAL.index(usual) + 1), **vars(usual))


def _make(name: str) -> Section:
    return Section.objects.create(name=name, slug=free_slug(Section, name), position=STEP * (len(USUAL) + 1))
