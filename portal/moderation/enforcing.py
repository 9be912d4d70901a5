"""After a backup was restored: what the list of denials says is made true again."""

from collections.abc import Iterator
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
    lines = list(archive.lines())
    Denial.objects.exclude(key__in=[line.key for line in lines]).update(is_archived=False)
    forgotten = [line for line in lines if not _is_known(line)]
    gone = [item for line in forgotten if not line.lifted_at for item in _standing(line)]
    if everything:
        gone += [item for kind in kinds() for item in _denied(kind)]
    said = _("数据恢复之后，按撤下名单再次撤下。")
    titles = [str(item) for item in gone if withdraw(item, by=None, reason=said)]
    archive.write_missing()
    return titles


def _is_known(line: Line) -> bool:
    """Whether the database has the denial; if it says less than the file, that is made up."""
    known = Denial.objects.filter(key=line.key).first()
    if known is None:
        denial.store(line.denial, line.addresses, line.pieces)
        return False
    if line.lifted_at and known.lifted_at is None:
        Denial.objects.filter(pk=known.pk).update(lifted_at=line.denial.lifted_at)
    return True


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
