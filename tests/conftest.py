"""What holds for every test: an empty page cache, no media of another test, quick passwords."""

import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings

from portal.lib import caching

# The machine may be busy: how long one example takes proves nothing.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """What a test cached, remembered or uploaded is gone for the next."""
    yield
    caching.clear()
    caching._remembered.clear()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
