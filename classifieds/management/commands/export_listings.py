"""manage.py export_listings FILE [--with-contacts]"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from classifieds import exporting


class Command(BaseCommand):
    help = "把正在展示的便民信息导出成 JSON Lines。联系方式只在写明 --with-contacts 时导出，文件只有自己能读。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument("--with-contacts", action="store_true", help="连联系方式一起导出，搬到另一个站时用")

    def handle(self, *args: Any, file: Path, with_contacts: bool, **options: Any) -> None:
        number = 0
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as target:
            for line in exporting.lines(with_contacts=with_contacts):
                target.write(line + "\n")
                number += 1
        self.stdout.write(_("导出%d条便民信息。") % number)
