"""What a takedown has to know of each kind of thing; this floor does not know the models by name, so apps tell it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet

from portal.moderation.models import Target


class Removable(Protocol):
    """A thing that can leave the site: an article, a listing, a comment."""

    pk: Any
    _meta: ClassVar[Any]
    _default_manager: Any

    def purge_pages(self) -> None: ...

    def refresh_from_db(self) -> None: ...


@dataclass(frozen=True)
class Said:
    """What a thing says, to know it again: its title, its words, and the addresses that it has elsewhere."""

    title: str
    text: str
    addresses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """A field of a row in which a thing says something."""

    row: Any
    field: str
    is_html: bool = False


@dataclass(frozen=True)
class Tie:
    """A row that ties a thing to something with a name: a tag, a signature."""

    row: Any
    name: str


def _nothing(_item: Any) -> list[Any]:
    return []


def _plain_url(item: Any) -> str:
    return str(item.get_plain_url())


def _no_files(_of: Any) -> set[str]:
    return set()


@dataclass(frozen=True)
class Kind:
    """One kind of thing. `public` gives the rows that a reader may meet, `said` what one of them says.

    `verbs` are those that this kind does in its own way (called with `by` and `reason`); `back` is what restoring
    changes besides the withdrawal itself; `path` is its own address, if it has one. `files` are the names of the
    files in the public storage that one shows; `shown` tells which of these names something of this kind shows that
    was not taken down. `texts` are all the fields that readers read on its pages, `ties` the names there that belong
    to other rows. `members` are the things that tell the same, itself among them; `email_of` is where its poster can
    be written to, if anywhere; `takes_two`, whether removing one takes two persons.
    """

    target: Target
    model: Any
    public: Callable[[], QuerySet[Any]]
    said: Callable[[Any], Said]
    verbs: Mapping[str, Callable[..., bool]] = field(default_factory=dict)
    back: Mapping[str, Any] = field(default_factory=dict)
    path: Callable[[Any], str] = _plain_url
    files: Callable[[Any], set[str]] = _no_files
    shown: Callable[[set[str]], set[str]] = _no_files
    texts: Callable[[Any], list[Text]] = _nothing
    ties: Callable[[Any], list[Tie]] = _nothing
    members: Callable[[Any], list[Any]] = lambda item: [item]
    email_of: Callable[[Any], str] = lambda item: ""
    takes_two: bool = False


_kinds: dict[Target, Kind] = {}


def register(kind: Kind) -> None:
    """Called once for each kind, when its app is ready."""
    _kinds[kind.target] = kind


def target_of(item: Removable) -> Target:
    return Target(str(item._meta.model_name))


def kind_of(item: Removable) -> Kind:
    return _kinds[target_of(item)]


def kinds() -> list[Kind]:
    return list(_kinds.values())


def find(target: str, object_id: int, *, to_change: bool = False) -> Any:
    """The thing of this number, whatever its state; None if its row is gone. One to be changed is locked."""
    kind = _kinds.get(Target(target)) if target else None
    if kind is None:
        return None
    rows = kind.model._default_manager.all()
    return (rows.select_for_update() if to_change else rows).filter(pk=object_id).first()


def address_of(item: Any) -> str:
    """Where a reader meets the thing: its own address, or the place on another page."""
    return kind_of(item).path(item) or str(item.get_absolute_url())


def is_living(item: Any) -> bool:
    """Whether readers meet the thing now."""
    return bool(kind_of(item).public().filter(pk=item.pk).exists())
