"""After a backup was restored: what the list of denials says is made true again."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.lib import fingerprint
from portal.moderation import archive, denial
from portal.moderation.archive import Line
from portal.moderation.models import Denial, Target
from portal.moderation.removable import Kind, Said, kinds
from portal.moderation.takedown import withdraw


def enforce(*, everything: bool = False) -> list[str]:
    """Bring the denials of the file into the database and withdraw what stands against them; what was withdrawn.

    Only what the database had forgotten is looked for, under its number; with `everything`, each public thing is
    compared with all denials.
    """
    forgotten = list(_forgotten())
    gone = [item for line in forgotten if not line.lifted_at for item in _standing(line)]
    if everything:
        gone += [item for kind in kinds() for item in _denied(kind)]
    said = _("数据恢复之后，按撤下名单再次撤下。")
    titles = [str(item) for item in gone if withdraw(item, by=None, reason=said)]
    archive.write_missing()
    return titles


def _forgotten() -> Iterator[Line]:
    """The denials of the file that the database does not have; now it has them, and what else the file knows better."""
    ours = dict(Denial.objects.values_list("key", "lifted_at"))
    theirs: set[str] = set()
    better: dict[str, Line] = {}
    for line in archive.lines():
        theirs.add(line.key)
        better.pop(line.key, None)
        if line.key not in ours or bool(line.lifted_at) != bool(ours[line.key]):
            better[line.key] = line
    _write_again(ours.keys() - theirs | {key for key, line in better.items() if key in ours and not line.lifted_at})
    for key, line in better.items():
        if key not in ours:
            denial.store(line.denial, line.addresses, line.pieces)
            yield line
        elif line.lifted_at:
            Denial.objects.filter(key=key).update(lifted_at=line.denial.lifted_at)


def _write_again(keys: Iterable[str]) -> None:
    """Have these written to the file as they stand."""
    for key in keys:
        Denial.objects.filter(key=key).update(is_archived=False)


def _standing(line: Line) -> Iterator[Any]:
    """The thing that the line is about, if it is public: under its number there, and still that text."""
    for kind in kinds():
        if kind.target == Target(line.target):
            item = kind.public().filter(pk=line.object_id).first()
            if item is not None and _is_same(kind.said(item), line):
                yield item


def _is_same(said: Said, line: Line) -> bool:
    sketch = fingerprint.Sketch(tuple(line.pieces), line.is_whole)
    likeness, _both = fingerprint.likeness(sketch, fingerprint.pieces(f"{said.title}\n{said.text}"))
    has_title = bool(line.title_key) and fingerprint.title_key(said.title) == line.title_key
    has_address = bool(set(line.addresses).intersection(denial.addresses_of(said)))
    return has_title or has_address or likeness >= denial.LIKE


def _denied(kind: Kind) -> Iterator[Any]:
    """The public things of a kind that are certainly what was withdrawn."""
    for item in kind.public().iterator(chunk_size=500):
        said = kind.said(item)
        found = denial.verdict(title=said.title, text=said.text, aliases=said.addresses)
        if found.outcome is denial.Outcome.REFUSE:
            yield item
