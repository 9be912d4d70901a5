"""manage.py refresh_boards: after an attribute was made filterable, or a town was put under another county."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from classifieds.models import Attribute, Listing, shelf
from portal.lib import caching

BATCH = 1000
WRITTEN = ["group", "area", *shelf.COLUMNS]


class Command(BaseCommand):
    help = "重写所有便民信息的筛选标记。把属性改成可筛选、或者调整了地区的上下级之后运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        for attribute in Attribute.objects.all():
            attribute.save()
        number, last = 0, 0
        while batch := self._after(last):
            for listing in batch:
                listing.shelve()
            Listing.objects.bulk_update(batch, WRITTEN)
            number, last = number + len(batch), batch[-1].pk
        caching.purge("site")
        self.stdout.write(_("已重写%d条。") % number)

    def _after(self, last: int) -> list[Listing]:
        """The next listings, each with the attributes of its category at hand."""
        rows = Listing.objects.select_related("category", "region").filter(pk__gt=last).order_by("pk")
        attributes = list(Attribute.objects.prefetch_related("leaves"))
        batch = list(rows.defer("body", "reasons")[:BATCH])
        for listing in batch:
            listing.known_attributes = [one for one in attributes if one.is_of(listing.category)]
        return batch
