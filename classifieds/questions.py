"""What a board can be asked for: read from its address, and put into words."""

import decimal
from dataclasses import dataclass, field
from typing import Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _

from classifieds.models import Attribute, Category
from classifieds.narrowing import Between, Is, Narrowing
from portal.regions.models import Region

# A number with so few values is chosen from a list: rooms, seats. The list names the least ones.
FEW = 20
LISTED = 4


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers."""

    value: str
    words: str
    narrowing: Narrowing


class Question(Protocol):
    """One thing that can be asked, under a key; `kind` says how the page asks it: choice, check, range or days."""

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def answers(self) -> list[Answer]:
        """What is offered, if it is one of a few."""

    def parameters(self, asked: QueryDict) -> dict[str, str]:
        """What the address says about it, as far as that can be understood; all its names, though."""

    def narrowing(self, asked: QueryDict) -> Narrowing | None:
        """What the address asks for."""

    def words(self, asked: QueryDict) -> str:
        """What the address asks for, as a reader would say it."""


@dataclass(frozen=True)
class OneOf:
    """Which of a few; `any_words` is said for no answer."""

    name: str
    key: str
    answers: list[Answer]
    kind: str = "choice"
    any_words: str = field(default_factory=lambda: _("不限"))

    def _chosen(self, asked: QueryDict) -> Answer | None:
        return next((one for one in self.answers if one.value == asked.get(self.key)), None)

    def parameters(self, asked: QueryDict) -> dict[str, str]:
        chosen = self._chosen(asked)
        return {self.key: chosen.value if chosen else ""}

    def narrowing(self, asked: QueryDict) -> Narrowing | None:
        chosen = self._chosen(asked)
        return chosen.narrowing if chosen else None

    def words(self, asked: QueryDict) -> str:
        chosen = self._chosen(asked)
        return chosen.words if chosen else ""


@dataclass(frozen=True)
class HowMuch:
    """From how much to how much, or from which day to which."""

    attribute: Attribute
    answers: list[Answer] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "days" if self.attribute.kind == Attribute.Kind.DATE else "range"

    @property
    def name(self) -> str:
        return str(self.attribute)

    @property
    def key(self) -> str:
        return self.attribute.key

    @property
    def unit(self) -> str:
        return self.attribute.unit

    def parameters(self, asked: QueryDict) -> dict[str, str]:
        typed = {f"{self.key}_{end}": asked.get(f"{self.key}_{end}", "").strip() for end in ("min", "max")}
        return {key: text if self._measure(text) is not None else "" for key, text in typed.items()}

    def _measure(self, text: str) -> int | None:
        try:
            if self.kind == "days":
                return self.attribute.measure(text)
            number = decimal.Decimal(text)
        except (ValueError, decimal.InvalidOperation):
            return None
        return self.attribute.measure(number) if number.is_finite() and abs(number) < 10**12 else None

    def narrowing(self, asked: QueryDict) -> Narrowing | None:
        least, most = map(self._measure, self.parameters(asked).values())
        return None if least is None and most is None else Between(self.attribute.column, least, most)

    def words(self, asked: QueryDict) -> str:
        least, most = self.parameters(asked).values()
        if least and most:
            return _("%(least)s到%(most)s") % {"least": least, "most": f"{most}{self.unit}"}
        if least:
            return _("%s起") % f"{least}{self.unit}"
        return _("%s以内") % f"{most}{self.unit}" if most else ""


def of_region(counties: list[Region], chosen: Region | None) -> list[Question]:
    """Which county; and, in one that is chosen, which of its towns."""
    answers = [Answer(one.slug, str(one), Is("area_id", one.pk)) for one in counties]
    found: list[Question] = [OneOf(_("地区"), "region", answers, any_words=_("全部"))]
    if chosen:
        towns = (chosen.parent or chosen).towns.all()
        named = [Answer(one.slug, str(one), Is("region_id", one.pk)) for one in towns]
        found += [OneOf(_("下辖地区"), "region", named, any_words="")] if named else []
    return found


def of_intent(category: Category | None) -> list[Question]:
    """Offered or wanted, where the category does not say it already."""
    if category and category.intent:
        return []
    answers = [Answer(one.value, str(one.label), Is("intent", one.value)) for one in Category.Intent]
    return [OneOf(_("供求"), "intent", answers)]


def of_photos() -> Question:
    return OneOf("", "photos", [Answer("1", _("只看有照片的"), Is("has_photo", True))], "check")


def of_attribute(attribute: Attribute) -> list[Question]:
    """How a filterable attribute is asked for."""
    name = str(attribute)
    if attribute.is_measured:
        few = _few(attribute)
        return [OneOf(name, attribute.key, few) if few else HowMuch(attribute)]
    if attribute.kind == Attribute.Kind.FLAG:
        yes = Answer("true", _("只看%s的") % name, Is(attribute.column, "true"))
        return [OneOf("", attribute.key, [yes], "check")]
    answers = [Answer(one, attribute.option_name(one), Is(attribute.column, one)) for one in attribute.values]
    return [OneOf(name, attribute.key, answers)]


def _few(attribute: Attribute) -> list[Answer]:
    """1室, 2室, 3室, 4室, 5室起, if the attribute has so few values."""
    least, most, column = attribute.least, attribute.most, attribute.column
    if attribute.kind != Attribute.Kind.NUMBER or least is None or most is None or most - least >= FEW:
        return []
    listed = range(least, min(most + 1, least + LISTED))
    answers = [Answer(str(one), attribute.words(one), Between(column, one * 100, one * 100)) for one in listed]
    if most >= listed.stop:
        more = listed.stop
        answers.append(Answer(f"{more}-", _("%s起") % attribute.words(more), Between(column, more * 100)))
    return answers
