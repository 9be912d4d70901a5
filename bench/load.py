"""A small load generator: keep-alive connections in threads, spread over processes. Loopback only."""

import multiprocessing
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Result:
    """What one run saw: requests per second, and the median and 99th percentile in milliseconds."""

    per_second: float
    p50: float
    p99: float


def _answer_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise ValueError(f"no Content-Length in {head[:200]!r}")


def _ask(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    if b" 200 " not in data[:20]:
        raise ValueError(f"unexpected answer: {data[:100]!r}")
    head, _, body = data.partition(b"\r\n\r\n")
    missing = _answer_length(head) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))


def _hammer(host: str, port: int, request: bytes, seconds: float, times: list[float]) -> None:
    with socket.create_connection((host, port)) as connection:
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            _ask(connection, request)
            times.append(time.perf_counter() - begin)


def _worker(
    host: str, port: int, request: bytes, seconds: float, threads: int, out: "multiprocessing.Queue[list[float]]"
) -> None:
    times: list[float] = []
    hands = [threading.Thread(target=_hammer, args=(host, port, request, seconds, times)) for _ in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    out.put(times)


def run(url: str, *, seconds: float = 5, connections: int = 8) -> Result:
    """Ask for one address again and again over so many connections."""
    parts = urlsplit(url)
    if parts.hostname != "127.0.0.1" or parts.port is None:
        raise ValueError("only this machine is ever asked")
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    out: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    process = multiprocessing.Process(
        target=_worker, args=(parts.hostname, parts.port, request, seconds, connections, out)
    )
    process.start()
    times = sorted(out.get())
    process.join()
    return Result(len(times) / seconds, times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000)
