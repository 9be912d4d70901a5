"""Taking a name or a passage out of everything that a thing says, and keeping it out.

The stored texts themselves are changed, so that nothing that reads them can show what was taken out: no page, feed,
search, print or export. What stood there is kept encrypted, for staff who may open it, and to undo it.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from portal.lib.redacting import fold, redact, redact_html
from portal.moderation.models import Decision, Redaction
from portal.moderation.removable import Removable, Text, kind_of, target_of
from portal.search import index

By = AbstractBaseUser | None


def carry_out(item: Removable, passages: Iterable[str], *, by: By, reason: str) -> bool:
    """Take the passages out of the thing; False if none of them stands there."""
    wanted = [passage.strip() for passage in passages if fold(passage)]
    with transaction.atomic():
        item.purge_pages()
        changed = _change(item, wanted)
        if not changed:
            return False
        redaction = Redaction(target=target_of(item), object_id=item.pk, by_id=by.pk if by else None, reason=reason)
        redaction.seal(wanted, changed)
        redaction.save(force_insert=True)
        _follow(item, "redact", by, reason)
    return True


def undo(redaction: Redaction, item: Removable, *, by: By, reason: str) -> bool:
    """Put back what stood there, wherever nobody wrote something else since; False if that was done before."""
    with transaction.atomic():
        if not Redaction.objects.standing().filter(pk=redaction.pk).update(lifted_at=timezone.now()):
            return False
        for one in redaction.originals:
            _put_back(**one)
        _follow(item, "unredact", by, reason)
    return True


def keep(item: Removable) -> None:
    """Take out again what an editor's old copy may have brought back; call it in the transaction that saved it."""
    passages = standing_passages(target_of(item), item.pk)
    if passages and _change(item, passages):
        index.refresh(item)
        item.refresh_from_db()


def standing_passages(target: str, object_id: int) -> list[str]:
    """What may not be said in a thing."""
    redactions = Redaction.objects.standing().of(target, object_id)
    return [passage for redaction in redactions for passage in redaction.passages]


def _put_back(model: str, pk: int, field: str, was: Any, became: str | None) -> None:
    """Undo one change, if it still stands; what was untied is tied again."""
    rows = apps.get_model(model)._default_manager
    if field:
        rows.filter(pk=pk, **{field: became}).update(**{field: was})
    elif not rows.filter(**was).exists():
        rows.create(**was)


def _change(item: Removable, passages: list[str]) -> list[dict[str, Any]]:
    """Redact every text of the thing in the database; what was changed, as the seal keeps it."""
    changed = []
    for text in kind_of(item).texts(item):
        was = str(getattr(text.row, text.field))
        became = _redacted(text, was, passages)
        if became != was:
            type(text.row)._default_manager.filter(pk=text.row.pk).update(**{text.field: became})
            changed.append(_changed(text.row, text.field, was, became))
    for tie in kind_of(item).ties(item):
        if any(fold(passage) in fold(tie.name) for passage in passages):
            columns = {column.attname: getattr(tie.row, column.attname) for column in tie.row._meta.concrete_fields}
            changed.append(_changed(tie.row, "", {name: columns[name] for name in columns if name != "id"}, None))
            tie.row.delete()
    return changed


def _changed(row: Any, field: str, was: Any, became: str | None) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk, "field": field, "was": was, "became": became}


def _redacted(text: Text, was: str, passages: list[str]) -> str:
    if text.is_html:
        return redact_html(was, passages)
    longest = text.row._meta.get_field(text.field).max_length
    return redact(was, passages)[:longest]


def _follow(item: Removable, verb: str, by: By, reason: str) -> None:
    """What follows from a change of its texts."""
    index.refresh(item)
    Decision.record(item, verb=verb, by=by, reason=reason)
    item.refresh_from_db()
    item.purge_pages()
