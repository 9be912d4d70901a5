"""View counts under load: 20 processes send 20,000 beacons of distinct visitors; the server is killed in the middle.

    python -m bench.beacons [--processes 20] [--beacons 1000]

Prints how many beacons were acknowledged, what the site then counts, and what the same beacons sent again add: nothing,
unless a new half hour began in between (UTC :00 and :30), when a reader counts again. The database is the one that
DATABASE_URL names, or an SQLite file of its own.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

from bench.serving import ROOT, free_port, manage

MAKE = """
from tests.factories import make_article
print("article", make_article().pk)
"""
COUNT = """
from portal.traffic import counting
for _ in range({folds}): counting.fold(everything=True)
print("count", counting.count("article", {article}))
"""


def start(port: int, environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A server in a process group of its own, so that it can be killed with all its workers."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-k", "gthread", "-w", "2", "--threads", "4"]
    command += ["-b", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "critical"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, start_new_session=True)


def send(site: str, article: int, process: int, beacons: int, acknowledged: "multiprocessing.Queue[int]") -> None:
    """Send beacons of distinct visitors, each until the server acknowledges it."""
    host = urlsplit(site).netloc
    body = json.dumps({"article": article})
    sure = 0
    connection = http.client.HTTPConnection(host, timeout=30)
    for number in range(beacons):
        headers = {"User-Agent": f"Reader {process}-{number}", "Content-Type": "application/json"}
        while True:
            try:
                connection.request("POST", "/views/", body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    sure += 1
                    break
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.1)
    acknowledged.put(sure)


def all_send(site: str, article: int, processes: int, beacons: int) -> "multiprocessing.Queue[int]":
    acknowledged: multiprocessing.Queue[int] = multiprocessing.Queue()
    senders = [
        multiprocessing.Process(target=send, args=(site, article, number, beacons, acknowledged))
        for number in range(processes)
    ]
    for sender in senders:
        sender.start()
    return acknowledged


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--processes", type=int, default=20)
    parser.add_argument("--beacons", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {"LINWEN_DATA_DIR": folder}
        manage(environ, "migrate", "-v0")
        manage(environ, "collectstatic", "--noinput", "-v0")
        article = int(manage(environ, "shell", "-v0", "-c", MAKE).split()[-1])

        def counted(folds: int) -> int:
            return int(manage(environ, "shell", "-v0", "-c", COUNT.format(folds=folds, article=article)).split()[-1])

        port = free_port()
        site = f"http://127.0.0.1:{port}"
        server = start(port, environ)
        begun = time.perf_counter()
        acknowledged = all_send(site, article, options.processes, options.beacons)
        time.sleep(5)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        print("the server was killed with all its workers, and started again")
        server = start(port, environ)
        sure = sum(acknowledged.get() for _ in range(options.processes))
        seconds = time.perf_counter() - begun
        print(f"{sure:,} acknowledged in {seconds:.1f} s ({sure / seconds:.0f}/s); counted {counted(0):,}")
        again = all_send(site, article, options.processes, options.beacons // 10)
        repeated = sum(again.get() for _ in range(options.processes))
        print(f"{repeated:,} of the same sent again; counted {counted(0):,}; after adding up {counted(3):,}")
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


if __name__ == "__main__":
    main()
