"""manage.py import_redirects FILE"""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.redirects.models import Redirect, normal

COLUMNS = 2


class Command(BaseCommand):
    help = "从 CSV 导入旧地址：每行两列，旧地址和本站现在的地址；第一行可以是列名。再次运行不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.added = self.known = self.failed = 0
        try:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                rows = csv.reader(opened, strict=True)
                for cells in rows:
                    self._take(rows.line_num, cells)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(_("读不了 %(path)s：%(why)s") % {"path": file, "why": error}) from error
        numbers = {"added": self.added, "known": self.known, "failed": self.failed}
        self.stdout.write(_("导入%(added)d条，已有%(known)d条，有错%(failed)d行。") % numbers)
        if self.failed:
            raise CommandError(_("有%d行没有导入，改好后再运行一次即可，已有的不会重复。") % self.failed)

    def _take(self, line: int, cells: list[str]) -> None:
        is_head = line == 1 and not any("/" in cell for cell in cells)
        if is_head or not any(cells):
            return
        if len(cells) != COLUMNS:
            self._refuse(line, _("应有两列"))
            return
        redirect = Redirect(old=cells[0], new=cells[1].strip())
        if Redirect.objects.filter(old=normal(redirect.old)).exists():
            self.known += 1
            return
        try:
            redirect.full_clean()
            redirect.save()
            self.added += 1
        except ValidationError as error:
            self._refuse(line, "；".join(error.messages))

    def _refuse(self, line: int, why: str) -> None:
        self.failed += 1
        self.stderr.write(_("第%(line)d行：%(reason)s") % {"line": line, "reason": why})
