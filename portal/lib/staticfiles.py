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
# Spaces that say nothing; no string in our sheets has a comma or a semicolon in it.
BREAK = re.compile(r"\s*([{};,])\s*")
GAP = re.compile(r"(?<=[{;])([\w-]+:)\s+")
LAST = re.compile(r";}")
OWN_SCRIPT = re.compile(r"js/[\w-]+\.js")
# What a script says of itself to who reads the source.
SCRIPT_HEAD = re.compile(r"\A(?://.*\n)+")


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes the imports of site.css into it when static files are collected, so that a page asks for one sheet.

    What says something only to who reads the sources, readers need not fetch.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and BUNDLE in paths:
            scripts = [name for name in paths if OWN_SCRIPT.fullmatch(name)]
            self._bundle()
            self._unhead(scripts)
            # Else they would be hashed as they stand in the repository.
            paths = {**paths, **{name: (self, name) for name in (BUNDLE, *scripts)}}
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self) -> None:
        """Made from the sources each time: what was collected before may be a bundle already."""
        whole = IMPORT.sub(lambda match: _source(f"css/{match[1]}") + "\n", _source(BUNDLE))
        for saying_nothing, kept in ((COMMENT, ""), (BREAK, r"\1"), (GAP, r"\1"), (LAST, "}")):
            whole = saying_nothing.sub(kept, whole)
        self._put(BUNDLE, whole.strip())

    def _unhead(self, scripts: list[str]) -> None:
        """Our own scripts without the comment at their head: every page would carry it."""
        for name in scripts:
            self._put(name, SCRIPT_HEAD.sub("", _source(name)))

    def _put(self, name: str, text: str) -> None:
        self.delete(name)
        self._save(name, ContentFile(text.encode()))


def _source(name: str) -> str:
    """A file as it stands in the repository; FileNotFoundError for an import that leads nowhere."""
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
