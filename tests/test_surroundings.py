"""The tests run where they were told to."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    asked_for = request.config.getoption("database")
    assert connection.vendor == asked_for
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if asked_for == "postgresql" else "SELECT 'SQLite ' || sqlite_version()")
        assert cursor.fetchone()[0].lower().startswith(asked_for)


def test_nothing_is_kept_in_the_folder_of_the_developers_own_site() -> None:
    assert "linwen-tests-" in str(settings.DATA_DIR)
    assert settings.DATA_DIR in settings.PAGE_CACHE_DIR.parents
    assert settings.DATA_DIR in settings.MEDIA_ROOT.parents


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_migrations_made_outlives_a_test_that_commits(time: str) -> None:
    assert Group.objects.filter(name="记者").exists()
    assert Permission.objects.filter(codename="withdraw_article").count() == 1
