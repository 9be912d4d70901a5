"""Another site, for real, on a port of this machine: it answers as a test tells it to, honestly or not."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from http.client import responses
from typing import Any
from unittest import mock

from django.conf import settings

Page = bytes | Callable[["Asked"], Iterable[bytes]]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """A whole answer; `etag="x"` becomes `Etag: x`, `content_type="x"` `Content-Type: x`."""
    given = {"Content-Length": str(len(body)), "Content-Type": "text/xml"}
    given |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} {responses.get(status, '')}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in given.items())
    return head.encode() + b"\r\n" + body


class Asked:
    """One request, and whether the site is closing."""

    def __init__(self, head: str, body: bytes, closing: threading.Event) -> None:
        first, *lines = head.split("\r\n")
        self.method, self.path = first.split(" ")[:2]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.body, self.closing = body, closing

    def stall(self, seconds: float = 60) -> None:
        """Say nothing for so long, or until the test is over."""
        self.closing.wait(seconds)


class ForeignSite:
    """`with ForeignSite() as site:`, then `site.pages["/feed"] = reply(b"…")`; `site.asked` is what came."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {"/robots.txt": reply(status=404)}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    outer._answer(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "ForeignSite":
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        self._before = settings.FETCH_EXCEPTIONS
        settings.FETCH_EXCEPTIONS = {*self._before, f"127.0.0.1:{self.port}", f"news.example:{self.port}"}
        return self

    def __exit__(self, *error: object) -> None:
        settings.FETCH_EXCEPTIONS = self._before
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler: socketserver.StreamRequestHandler) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = handler.rfile.readline()
            if not line:
                return
            head += line
        asked = Asked(head.decode("latin-1").strip(), b"", self.closing)
        asked.body = handler.rfile.read(int(asked.headers.get("content-length", 0)))
        self.asked.append(asked)
        page = self.pages.get(asked.path, reply(status=404))
        for piece in [page] if isinstance(page, bytes) else page(asked):
            handler.wfile.write(piece)
            handler.wfile.flush()

    @property
    def paths(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@contextlib.contextmanager
def names(**places: str | list[str]) -> Iterator[mock.Mock]:
    """A name service that knows these hosts: `names(news_example="127.0.0.1")` is news.example."""

    def look_up(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        found = places.get(host.replace(".", "_").replace("-", "_"), host)
        return [(2, 1, 6, "", (place, port)) for place in ([found] if isinstance(found, str) else found)]

    with mock.patch("socket.getaddrinfo", side_effect=look_up) as service:
        yield service
