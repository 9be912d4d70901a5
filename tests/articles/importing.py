"""What tests of imports share: files with rows in them, and the command run on them."""

import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.models import Article


def make_row(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A row with all that is required, and what is named."""
    return {
        "key": f"row-{number}",
        "title": f"河堤第{number}段补种柳树",
        "published_at": "2026-03-18T09:30:00+08:00",
        "section": "生态",
        **fields,
    }


class ImportTestCase(TestCase):
    """`write` makes a file, `run_import` imports it and keeps what the command said in `out` and `err`."""

    command = "import_articles"

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, content: bytes | str, name: str = "rows.jsonl") -> Path:
        path = self.folder / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    def write_rows(self, *rows: Any, name: str = "rows.jsonl") -> Path:
        return self.write("\n".join(json.dumps(row) for row in rows), name)

    def run_import(self, path: Path, *options: str) -> int:
        """The exit code."""
        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command(self.command, str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            code = error.returncode
            err.write(str(error))
        self.out, self.err = out.getvalue(), err.getvalue()
        return code

    def import_row(self, **fields: Any) -> Article:
        """The article that one row becomes."""
        self.assertEqual(self.run_import(self.write_rows(make_row(**fields))), 0)
        return Article.objects.get(import_key="row-1")

    def refusal(self, **fields: Any) -> str:
        """What is said of a row that is refused; the row after it is imported all the same."""
        code = self.run_import(self.write_rows(make_row(**fields), make_row(2)))
        self.assertEqual(code, 1, "the row was taken")
        self.assertEqual(list(Article.objects.values_list("import_key", flat=True)), ["row-2"])
        return self.err
