"""Connections that lead where the guard has looked, and that end when the time is up."""

import contextlib
import functools
import socket
import ssl
import threading
import time
from typing import Any

from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.lib.fetching.reasons import FetchError
from portal.lib.fetching.targets import Target, addresses

MOST_SILENCE = 10.0


class Watch:
    """A time within which everything must be over. What still runs then is cut, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self._timers: list[threading.Timer] = []
        self._doubles: list[socket.socket] = []

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *error: object) -> None:
        for timer in self._timers:
            timer.cancel()
            timer.join()
        for double in self._doubles:
            double.close()

    @property
    def left(self) -> float:
        return max(0.0, self.ends - time.monotonic())

    def check(self) -> None:
        """Raise if the time is up: what came so far may be cut."""
        if not self.left:
            raise FetchError(_("对方太慢，限定的时间内没有读完。"))

    def over(self, connected: socket.socket) -> None:
        """Cut this connection in time. A double of it is kept, since TLS takes the socket itself away."""
        double = connected.dup()
        timer = threading.Timer(self.left, _cut, [double])
        timer.daemon = True
        self._doubles.append(double)
        self._timers.append(timer)
        timer.start()


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # The other side was quicker.
        connected.shutdown(socket.SHUT_RDWR)


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Guarded(HTTPConnection):
    """Looks up the host when it connects, and connects to the very address that was looked at."""

    target: Target
    watch: Watch

    def _new_conn(self) -> socket.socket:
        failed: OSError | None = None
        for address in addresses(self.target):
            self.watch.check()
            try:
                connected = socket.create_connection(
                    (address, self.target.port), timeout=min(MOST_SILENCE, self.watch.left)
                )
            except OSError as error:
                failed = error
                continue
            self.watch.over(connected)
            return connected
        raise FetchError(_("连不上 %(host)s，对方没有应答。") % {"host": self.target.host}) from failed


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass


def connection(target: Target, watch: Watch) -> HTTPConnection:
    """A connection to the target, not made yet."""
    limits: dict[str, Any] = {"timeout": MOST_SILENCE}
    made: _Guarded
    if target.scheme == "https":
        made = _GuardedTLS(target.host, target.port, ssl_context=_tls(), **limits)
    else:
        made = _Guarded(target.host, target.port, **limits)
    made.target, made.watch = target, watch
    return made
