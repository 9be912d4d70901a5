"""manage.py export_articles FILE"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import exporting


class Command(BaseCommand):
    help = "把文章导出成 JSON Lines，图片放在旁边的 pictures 目录；另一个站用 import_articles 导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        number = 0
        with file.open("w", encoding="utf-8") as opened:
            for line in exporting.lines(file.parent):
                opened.write(line + "\n")
                number += 1
        self.stdout.write(_("导出%d篇文章。") % number)
