"""The storage of static files: hashed names, and one style sheet instead of twenty."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import "([\w./-]+)";\n?')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes the imports of site.css into it when static files are collected, so that a page asks for one sheet."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and BUNDLE in paths:
            self._bundle()
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self) -> None:
        """Made from the sources each time: what was collected before may be a bundle already."""
        whole = IMPORT.sub(lambda match: _source(f"css/{match[1]}") + "\n", _source(BUNDLE))
        lines = (line.strip() for line in COMMENT.sub("", whole).splitlines())
        self.delete(BUNDLE)
        self._save(BUNDLE, ContentFile("\n".join(filter(None, lines)).encode()))


def _source(name: str) -> str:
    """A style sheet as it stands in the repository; FileNotFoundError for an import that leads nowhere."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")
