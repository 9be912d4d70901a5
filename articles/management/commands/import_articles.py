"""manage.py import_articles FILE; docs/import.md says what may be in the file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from articles.importing.grants import Grant
from articles.importing.job import Job
from articles.models import Permission
from portal.lib.importing.command import ImportCommand


class Command(ImportCommand):
    help = "从文件导入文章：JSON Lines、JSON 或带列名的 TSV，可以是 .gz。格式见 docs/import.md。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--section", default="headlines", help="没有写栏目的文章归入哪个栏目（名称或网址用名），默认要闻"
        )
        parser.add_argument("--permission", choices=Permission.values, help="文件里的来源授权到哪一步，默认不授权")
        parser.add_argument("--evidence", default="", help="授权的依据；授权全文时必须写")

    def job(self, path: Path, options: dict[str, Any], **common: Any) -> Job:
        return Job(path, section=options["section"], grant=self.grant(options), **common)

    def grant(self, options: dict[str, Any]) -> Grant | None:
        """What the sources of the file permit, if that was said."""
        if options["permission"] is None:
            return None
        if options["permission"] == Permission.FULL and not options["evidence"].strip():
            raise CommandError(_("授权全文要写依据：--evidence。"))
        return Grant(Permission(options["permission"]), options["evidence"].strip())

    def remarks(self, job: Job) -> list[str]:
        told = [_("站点资料还没有编辑改过，已按文件填写站名、域名、口号和声明。")] if job.is_site_told else []
        return told + job.missing_pictures()
