"""manage.py reindex"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from portal.search import index, mirror, spelling
from portal.search.models import Document

BATCH = 500


class Command(BaseCommand):
    help = "重建搜索索引。网站照常开着，读者照常搜索；中断后再运行一次会接着做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from-start", action="store_true", help="不接着上次做，从头开始")

    def handle(self, *args: Any, **options: Any) -> None:
        self.mark = Path(settings.DATA_DIR) / "reindex"
        if options["from_start"]:
            self.mark.unlink(missing_ok=True)
        kinds = sorted(index.collections)
        first, after = self.mark.read_text().split() if self.mark.exists() else (kinds[0], "0")
        if int(after):
            self.stdout.write(_("接着上次做：%(kind)s 从 %(number)s 号以后。") % {"kind": first, "number": after})
        for kind in kinds[kinds.index(first) :]:
            self._renew(kind, int(after) if kind == first else 0)
        index.tidy()
        mirror.rebuild(lambda number: self._tell(f"\rOpenSearch {number:,}"), from_start=options["from_start"])
        spelling.learn()
        self.mark.unlink(missing_ok=True)
        self.stdout.write(_("索引里现在有 %s 条。") % f"{Document.objects.count():,}")

    def _renew(self, kind: str, after: int | None) -> None:
        """Batch by batch; how far it came stands in a file, for the run after an interruption."""
        total = index.collections[kind].rows().count()
        done = index.collections[kind].rows().filter(pk__lte=after).count()
        while after is not None:
            self.mark.write_text(f"{kind} {after}")
            after = index.renew(kind, after=after, most=BATCH)
            done = min(done + BATCH, total)
            self._tell(f"\r{kind} {done:,} / {total:,}")
        self._tell("\n")

    def _tell(self, progress: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(progress, ending="")
