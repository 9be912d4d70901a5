"""Servers for the benchmarks: each with a folder of its own, on a free port of this machine, stopped at the end."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(application: str, environ: dict[str, str], *, workers: int = 1, is_quiet: bool = False) -> Iterator[str]:
    """A gunicorn with this application; its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "-k", "gthread", "-w", str(workers), "--threads", "4"]
    command += ["-b", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error"]
    complaints = subprocess.DEVNULL if is_quiet else None
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, stderr=complaints)
    try:
        for _ in range(150):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def manage(environ: dict[str, str], *words: str) -> str:
    """What a command of the site printed."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True, text=True)
    return done.stdout
