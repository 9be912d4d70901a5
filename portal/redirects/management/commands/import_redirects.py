"""manage.py import_redirects FILE"""

import codecs
import csv
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.redirects.models import Redirect

COLUMNS = 2


def _decoded(content: bytes) -> str:
    """The text in UTF-8, in what spreadsheets call Unicode, or in the Chinese code that they write by themselves."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


class Command(BaseCommand):
    help = "从 CSV 导入旧地址：每行两列，旧地址和本站现在的地址；第一行可以是列名。再次运行不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.added = self.known = self.failed = 0
        try:
            rows = csv.reader(io.StringIO(_decoded(file.read_bytes()), newline=""), strict=True)
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
        while len(cells) > COLUMNS and not cells[-1].strip():
            cells = cells[:-1]  # spreadsheets fill up rows with empty cells
        if len(cells) != COLUMNS:
            self._refuse(line, _("应有两列"))
            return
        redirect = Redirect(old=cells[0], new=cells[1].strip())
        try:
            redirect.full_clean(validate_unique=False)
            if Redirect.objects.filter(old=redirect.old).exists():
                self.known += 1
            else:
                redirect.save()
                self.added += 1
        except ValidationError as error:
            self._refuse(line, "；".join(error.messages))

    def _refuse(self, line: int, why: str) -> None:
        self.failed += 1
        self.stderr.write(_("第%(line)d行：%(reason)s") % {"line": line, "reason": why})
