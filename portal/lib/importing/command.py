"""What the commands that import files have in common: options, a progress bar, problems by line, the sum."""

from __future__ import annotations

import abc
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.lib.importing.job import Job, Tally
from portal.lib.importing.rows import Problem, UnreadableError

BAR = 30


class ImportCommand(BaseCommand, abc.ABC):
    """A command that runs `job()` and tells what becomes of it."""

    @abc.abstractmethod
    def job(self, path: Path, options: dict[str, Any], **common: Any) -> Job[Any]:
        """The import to run; `common` goes to it as it is."""

    def remarks(self, job: Any) -> list[str]:
        """What else is to be told at the end."""
        return []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument("--prefix", default="", help="加在编号前面，免得两个文件的编号相同")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--progress", action="store_true", help="标准错误不是终端时也显示进度")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_drawn = options["progress"] or self.stderr.isatty()
        self.began = time.monotonic()
        common = {"prefix": options["prefix"], "is_trial": options["dry_run"]}
        job = self.job(options["file"], options, on_problem=self._tell_problem, on_step=self._draw, **common)
        try:
            tally = job.run()
        except UnreadableError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            self._clear()
            raise CommandError(
                _("中断了，已导入%d条。再运行一次会接着做。") % job.tally.added, returncode=130
            ) from error
        self._sum_up(tally, job)

    def _sum_up(self, tally: Tally, job: Job[Any]) -> None:
        self._clear()
        if job.ignored:
            self.stdout.write(_("不认识、没有用到的字段：%s") % "、".join(sorted(job.ignored)))
        for remark in self.remarks(job):
            self.stdout.write(remark)
        numbers = {"added": tally.added, "known": tally.known, "failed": tally.failed}
        if job.is_trial:
            self.stdout.write(
                _("试运行，什么都没有写入：可导入%(added)d条，已有%(known)d条，有错%(failed)d行。") % numbers
            )
        else:
            self.stdout.write(_("导入%(added)d条，已有%(known)d条，有错%(failed)d行。") % numbers)
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
