"""manage.py import_wxr FILE; docs/import.md says what becomes of what."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from articles.importing.job import Job
from articles.importing.wordpress import WordPressFile
from portal.lib.importing.command import ImportCommand


@dataclass
class WordPressJob(Job):
    """An import from a WordPress export."""

    def opened(self) -> WordPressFile:
        self.file = WordPressFile(self.path)
        return self.file


class Command(ImportCommand):
    help = "从 WordPress 导出文件（WXR）导入文章、页面、作者、分类、标签、评论、题图和旧地址。说明见 docs/import.md。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--section", default="headlines", help="没有分类的文章归入哪个栏目，默认要闻")

    def job(self, path: Path, options: dict[str, Any], **common: Any) -> WordPressJob:
        return WordPressJob(path, section=options["section"], **common)

    def remarks(self, job: WordPressJob) -> list[str]:
        left = job.file.export.left_out
        listed = "、".join(f"{name} {number}" for name, number in sorted(left.items()))
        told = [_("没有导入的（类型/状态 条数）：%s") % listed] if left else []
        return told + job.missing_pictures()
