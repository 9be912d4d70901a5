"""What an import records of the permission of its sources; only where nobody has recorded anything yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.importing.record import Record
from articles.models import Permission, Source


@dataclass(frozen=True)
class Grant:
    """A permission with its evidence."""

    permission: Permission
    evidence: str

    def record(self, source: Source) -> None:
        """Write it down, unless an editor or another import wrote something before."""
        if source.permission == Permission.NONE and not source.evidence:
            source.permission, source.evidence = self.permission, self.evidence
            source.save()


def record(records: Iterable[Record], sources: dict[str, Source], grant: Grant | None) -> None:
    """What the command was told counts for all sources; a saved page says itself what its portal showed."""
    for one in records:
        said = grant or _of_page(one)
        if said and one.source:
            said.record(sources[one.source])


def _of_page(record: Record) -> Grant | None:
    """A page that this portal showed in full goes on to be shown in full, and its evidence says no more than that."""
    if record.site is None or not record.article.body:
        return None
    said = {"site": record.site.name or record.site.domain, "title": record.article.title}
    evidence = _("随%(site)s的保存页面《%(title)s》导入：该页当时全文刊登。书面授权待编辑补录。") % said
    return Grant(Permission.FULL, evidence)
