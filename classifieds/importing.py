"""Listings from a file: each is checked by the form that residents fill in. docs/import.md says what may be in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds import removal
from classifieds.forms import ListingForm
from classifieds.models import Attribute, Category, Contact, Listing
from portal.lib import caching
from portal.lib.importing import dates, job
from portal.lib.importing.fields import Fields, limit
from portal.lib.importing.rows import Problem, Row
from portal.regions.models import Region
from portal.search import index

LONGEST_KEY = limit(Listing, "import_key")
CONTACT = ("name", "phone", "wechat", "email")


@dataclass(frozen=True)
class Record:
    """A listing with all that belongs to it, unsaved."""

    listing: Listing
    contact: Contact
    attributes: list[Attribute]

    @property
    def key(self) -> str:
        return str(self.listing.import_key)


@dataclass
class Job(job.Job[Record]):
    """An import of listings."""

    prefix: str = ""
    now: datetime.datetime = field(default_factory=timezone.now)

    def look_around(self) -> None:
        leaves = Category.objects.open().exclude(group=None).select_related("group")
        self.categories = _by_name(leaves)
        self.regions = _by_name(Region.objects.all())

    def check(self, row: Row) -> Record | Problem:
        fields = Fields(row.values)
        category = _chosen(fields, "category", self.categories, _("没有这个类别，或者它没有开放：%s"))
        region = _chosen(fields, "region", self.regions, _("没有这个地区：%s；请先在编辑台添加"))
        listing = Listing(
            import_key=self.prefix + fields.key("key", LONGEST_KEY - len(self.prefix)),
            posted_at=dates.published(fields, self.now, "posted_at"),
            done_at=self.now if fields.flag("done") else None,
        )
        ends = fields.moment("expires_at")
        record = self._filled(fields, listing, category, region) if category and region else None
        self.ignored |= fields.unread()
        if listing.import_key == self.prefix:
            fields.complain("key", _("没有写"))
        if record is None or fields.complaints:
            return Problem(row.line, "；".join(fields.complaints))
        listing.expires_at = ends or listing.term(listing.posted_at)
        return record

    def _filled(self, fields: Fields, listing: Listing, category: Category, region: Region) -> Record | None:
        """What the form makes of the fields; what it does not like is noted there."""
        since = timezone.localdate(listing.posted_at)
        form = ListingForm(self._said(fields, category, region), category=category, since=since)
        if not form.is_valid():
            for name, errors in form.errors.items():
                for error in errors:
                    fields.complain(f"values.{name[2:]}" if name.startswith("a_") else name, str(error))
            return None
        return Record(listing, form.contact(Contact(listing=form.fill(listing))), form.attributes)

    def _said(self, fields: Fields, category: Category, region: Region) -> dict[str, Any]:
        """The fields as a browser would send them."""
        said = {name: fields.text(name, 1000) for name in ("title", "place", *CONTACT)}
        said["body"] = fields.text("body", 10_000, lines=True)
        said["intent"] = fields.choice("intent", list(Category.Intent.values), Category.Intent.OFFER)
        values = fields.inside("values") or fields.under("values", {})
        for attribute in category.attributes_here():
            said[f"a_{attribute.key}"] = self._value(values, attribute)
        return {**said, "region": str(region.pk), "consent": "on"}

    def _value(self, values: Fields, attribute: Attribute) -> str:
        value = values.value(attribute.key)
        if attribute.kind == Attribute.Kind.FLAG:
            return "on" if values.flag(attribute.key) else ""
        if attribute.kind == Attribute.Kind.DATE and isinstance(value, int) and abs(value) < 1000:
            return (timezone.localdate(self.now) + datetime.timedelta(days=value)).isoformat()
        return "" if value is None else str(value)

    def known(self, records: list[Record]) -> set[str]:
        keys = [record.key for record in records]
        return set(map(str, Listing.objects.filter(import_key__in=keys).values_list("import_key", flat=True)))

    def hindrance(self, row: Row, record: Record) -> str:
        """That it was withdrawn."""
        return removal.verdict(record.listing).reason

    def write(self, records: list[Record]) -> None:
        with transaction.atomic():
            for record in records:
                # Nobody is told this secret: who imports has the desk.
                record.listing.issue_secret()
                record.listing.known_attributes = record.attributes
                record.listing.shelve()
            Listing.objects.bulk_create(record.listing for record in records)
            Contact.objects.bulk_create(record.contact for record in records)
            index.update("listing", [record.listing.pk for record in records])
            # Every reader page carries this tag: one purge for the batch instead of one for each board.
            caching.purge_after_commit("site")


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    """The rows by what they may be called: their name, or, where two share it, only their slug."""
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: -row.pk):
        found |= {row.name: row}
    return found | {row.slug: row for row in rows}


def _chosen(fields: Fields, name: str, known: dict[str, Any], complaint: str) -> Any:
    """The row that the field names."""
    said = fields.text(name, 60, required=True)
    if said and said not in known:
        fields.complain(name, complaint % said)
    return known.get(said)
