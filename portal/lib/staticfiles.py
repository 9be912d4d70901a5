"""Static files: hashed names, one style sheet instead of twenty, collected only when one has changed."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import "([\w./-]+)";\n?')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
AROUND = re.compile(r"\s*([{};])\s*")


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes the imports of site.css into it when static files are collected, so that a page asks for one sheet."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and BUNDLE in paths:
            self._bundle()
            # Else the sheet would be hashed as it stands in the repository.
            paths = {**paths, BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self) -> None:
        """Made from the sources each time: what was collected before may be a bundle already."""
        whole = IMPORT.sub(lambda match: _source(f"css/{match[1]}") + "\n", _source(BUNDLE))
        whole = AROUND.sub(r"\1", COMMENT.sub("", whole)).strip()
        self.delete(BUNDLE)
        self._save(BUNDLE, ContentFile(whole.encode()))


def _source(name: str) -> str:
    """A style sheet as it stands in the repository; FileNotFoundError for an import that leads nowhere."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")


def collect() -> bool:
    """Collect the static files unless those that stand ready were made from the same sources; whether it had to be.

    To hash and compress some hundred files takes seconds, to see that none has changed takes none.
    """
    seen = Path(settings.STATIC_ROOT) / ".sources"
    sources = _sources()
    if seen.exists() and seen.read_text(encoding="ascii") == sources:
        return False
    seen.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    seen.write_text(sources, encoding="ascii")
    return True


def _sources() -> str:
    """A digest that changes whenever a source of a static file, or this module, does."""
    paths = [__file__, *(storage.path(name) for finder in finders.get_finders() for name, storage in finder.list([]))]
    states = [(path, state.st_size, state.st_mtime_ns) for path in sorted(paths) if (state := os.stat(path))]
    return hashlib.sha256(repr(states).encode()).hexdigest()
