"""What every test stands on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.lib import caching


@pytest.fixture(autouse=True)
def _own_caches(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Each test starts with nothing cached: no page, nothing remembered."""
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    caching._remembered.clear()
    yield
    caching._remembered.clear()
