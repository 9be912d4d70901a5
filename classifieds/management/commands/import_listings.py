"""manage.py import_listings FILE; docs/import.md says what may be in the file."""

from pathlib import Path
from typing import Any

from classifieds.importing import Job
from portal.lib.importing.command import ImportCommand


class Command(ImportCommand):
    help = "从文件导入便民信息：JSON Lines 或 JSON，可以是 .gz。格式见 docs/import.md。"

    def job(self, path: Path, options: dict[str, Any], **common: Any) -> Job:
        return Job(path, **common)
