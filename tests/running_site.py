"""A pytest plugin: the site as `make run` starts it, with processes, a database and a folder of its own."""

import fcntl
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from tests.surroundings import ROOT, WORKER, own_environment

# A first start migrates, compresses static files and loads the demo, on a machine that is busy with other tests.
PATIENCE = 180
PREPARE = "from portal.management.commands.serve import Command; Command().prepare(demo=True)"
# Runs pieces of Python as they come, each a line of JSON, and answers with what each printed; an error ends it.
LISTEN = """
import contextlib, io, json, sys
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(json.loads(line), {})
    print(json.dumps(printed.getvalue()), flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_database(name: str = "", *, like: str = "template1") -> str:
    """The DATABASE_URL of a database on the server the tests run on, a copy of one; "" for SQLite, which needs none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    import psycopg

    name = name or f"site_{time.time_ns()}"
    socket_folder = connection.settings_dict["HOST"]
    with psycopg.connect(host=socket_folder, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return f"postgres:///{socket_folder}/{name}"


class RunningSite:
    """`manage.py serve` on a folder; `start()` it, talk to it, `stop()` it, as often as you like."""

    def __init__(self, folder: Path, database: str | None = None, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = {"LINWEN_DATA_DIR": str(folder), "PORT": str(self.port)}
        given["DATABASE_URL"] = new_database() if database is None else database
        self.environment = own_environment(**{**given, **environment})
        self.log = folder.parent / f"{folder.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.listener: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> str:
        """Start it and wait until it says so, or has ended; what it printed by then."""
        with self.log.open("wb") as log:
            command = [sys.executable, "manage.py", "serve", *arguments]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while "Ctrl-C" not in self.printed() and self.process.poll() is None:
            assert time.monotonic() < deadline, f"still not up:\n{self.printed()}"
            time.sleep(0.1)
        return self.printed()

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def children(self) -> dict[str, psutil.Process]:
        """The programs it runs: the master of the web server as "gunicorn", and "run_worker"."""
        assert self.process
        named = {}
        for child in psutil.Process(self.process.pid).children():
            named["run_worker" if "run_worker" in child.cmdline() else "gunicorn"] = child
        return named

    def family(self) -> list[psutil.Process]:
        """Every process of the site."""
        assert self.process
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, number: int = signal.SIGINT) -> int:
        """Tell it to stop, as Ctrl-C does; its exit code."""
        assert self.process
        if self.listener:
            self.listener.communicate()
            self.listener = None
        if self.is_up():
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def get(self, path: str, **headers: str) -> str:
        """The text of a page; urllib.error.HTTPError if it is none."""
        request = urllib.request.Request(self.url + quote(path, safe="/?&=%"), headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def manage(self, *arguments: str) -> str:
        """What one of the site's commands prints, run beside it."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """What a piece of Python prints, run inside the site's own Django; all pieces in one process."""
        if not self.listener:
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", LISTEN]
            pipe = subprocess.PIPE
            self.listener = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
            )
        assert self.listener.stdin
        assert self.listener.stdout
        assert self.listener.stderr
        print(json.dumps(code), file=self.listener.stdin, flush=True)
        printed = self.listener.stdout.readline()
        assert printed, self.listener.stderr.read()
        return str(json.loads(printed)).strip()

    def python_apart(self, code: str) -> str:
        """The same in a new process, beside others."""
        return self.manage("shell", "--no-imports", "-c", code).strip()


def _prepared() -> Path:
    """The folder of a demo site that never ran, for copies; whichever worker asks first makes it, and its database."""
    from django.conf import settings

    folder = Path(settings.DATA_DIR.parent if WORKER else settings.DATA_DIR) / "prepared"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            RunningSite(folder / "site", new_database("prepared")).python_apart(PREPARE)
            (folder / "ready").touch()
    return folder / "site"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with a running site first: they take longest, and the workers should end together."""
    long = {item.path for item in items if {"running_site", "started"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The demo site, running; shared by all tests of the session, so leave it as you found it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(_prepared(), folder, dirs_exist_ok=True)
    site = RunningSite(folder, new_database(like="prepared"))
    printed = site.start("--demo")
    assert site.is_up(), printed
    yield site
    site.stop()
