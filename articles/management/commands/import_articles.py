"""manage.py import_articles FILE; docs/import.md says what may be in the file."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.importing.checking import Checker
from articles.importing.job import Job, Tally
from articles.importing.rows import Problem, UnreadableError

BAR = 30


class Command(BaseCommand):
    help = "从文件导入文章：JSON Lines、JSON 或带列名的 TSV，可以是 .gz。格式见 docs/import.md。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument(
            "--section", default="headlines", help="没有写栏目的文章归入哪个栏目（名称或网址用名），默认要闻"
        )
        parser.add_argument("--prefix", default="", help="加在编号前面，免得两个文件的编号相同")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--progress", action="store_true", help="标准错误不是终端时也显示进度")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_drawn = options["progress"] or self.stderr.isatty()
        self.began = time.monotonic()
        path: Path = options["file"]
        job = Job(
            path=path,
            checker=Checker(folder=path.parent, prefix=options["prefix"]),
            section=options["section"],
            is_trial=options["dry_run"],
            on_problem=self._tell_problem,
            on_step=self._draw,
        )
        try:
            tally = job.run()
        except UnreadableError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            self._clear()
            raise CommandError(
                _("中断了，已导入%d篇。再运行一次会接着做。") % job.tally.added, returncode=130
            ) from error
        self._sum_up(tally, job.checker.ignored, is_trial=job.is_trial)

    def _sum_up(self, tally: Tally, ignored: set[str], *, is_trial: bool) -> None:
        self._clear()
        if ignored:
            self.stdout.write(_("不认识、没有用到的字段：%s") % "、".join(sorted(ignored)))
        if tally.is_site_told:
            self.stdout.write(_("站点资料还没有编辑改过，已按文件填写站名、域名、口号和声明。"))
        numbers = {"added": tally.added, "known": tally.known, "failed": tally.failed}
        if is_trial:
            self.stdout.write(
                _("试运行，什么都没有写入：可导入%(added)d篇，已有%(known)d篇，有错%(failed)d行。") % numbers
            )
        else:
            self.stdout.write(_("导入%(added)d篇，已有%(known)d篇，有错%(failed)d行。") % numbers)
        if tally.failed:
            raise CommandError(_("有%d行没有导入，改好后再运行一次即可，已有的不会重复。") % tally.failed)

    def _tell_problem(self, problem: Problem) -> None:
        self._clear()
        self.stderr.write(_("第%(line)d行：%(reason)s") % {"line": problem.line, "reason": problem.reason})

    def _draw(self, tally: Tally, share: float) -> None:
        if self.is_drawn:
            done = tally.added + tally.known + tally.failed
            rate = done / max(time.monotonic() - self.began, 0.001)
            bar = ("█" * round(BAR * share)).ljust(BAR, "░")
            told = _("%(done)d行，每秒%(rate)d行") % {"done": done, "rate": rate}
            self.stderr.write(f"\r{bar} {share:4.0%} {told}\033[K", style_func=str, ending="")

    def _clear(self) -> None:
        if self.is_drawn:
            self.stderr.write("\r\033[K", ending="")
