"""manage.py import_articles FILE; docs/import.md says what may be in the file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from articles.importing.job import Job
from portal.lib.importing.command import ImportCommand


class Command(ImportCommand):
    help = "从文件导入文章：JSON Lines、JSON 或带列名的 TSV，可以是 .gz。格式见 docs/import.md。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--section", default="headlines", help="没有写栏目的文章归入哪个栏目（名称或网址用名），默认要闻"
        )

    def job(self, path: Path, options: dict[str, Any], **common: Any) -> Job:
        return Job(path, section=options["section"], **common)

    def remarks(self, job: Job) -> list[str]:
        return [_("站点资料还没有编辑改过，已按文件填写站名、域名、口号和声明。")] if job.is_site_told else []
