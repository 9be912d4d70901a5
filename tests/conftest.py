"""What holds for every test: an empty page cache, no media of another test, quick passwords."""

import shutil
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from portal.lib import caching

# The machine may be busy: how long one example takes proves nothing.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

_migrated = pytest.StashKey[str]()


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """What a test cached, remembered or uploaded is gone for the next."""
    yield
    caching.clear()
    caching._remembered.clear()
    for folder in (settings.MEDIA_ROOT, settings.PHOTOS_ROOT, settings.SEALED_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    settings.DENIALS_FILE.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database as pytest-django makes it, and a note of what the migrations put there."""
    with django_db_blocker.unblock():
        request.config.stash[_migrated] = connection.creation.serialize_db_to_string()


def _commits(item: pytest.Item) -> bool:
    """Whether what the test wrote was not simply rolled back."""
    marker = item.get_closest_marker("django_db")
    case = getattr(item, "cls", None) or object
    is_unwrapped = issubclass(case, TransactionTestCase) and not issubclass(case, TestCase)
    return is_unwrapped or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """A test that commits leaves empty tables; what migrations had put there comes back for the tests after it."""
    done = yield
    if nextitem and _commits(item) and _migrated in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(item.config.stash[_migrated])
    return done
