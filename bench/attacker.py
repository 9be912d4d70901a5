"""Somebody at the other end of a connection: it opens forms, works for the proof, and sends them. Loopback only."""

import hashlib
import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from bench.corpora import Ad

Item = TypeVar("Item")
Result = TypeVar("Result")

HANDS = 4
# After so many requests a hand connects anew: connections that are kept may all end up with one process of the server.
BEFORE_ANEW = 8
# A form is taken four seconds after it was opened, at the earliest.
PATIENCE = 4.2
FORM_WORK = re.compile(r' work="([^"]+)" rounds="(\d+)"')
FORM_OPENED = re.compile(r'name="opened" value="([^"]+)"')
REGION = re.compile(r'<option value="(\d+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


class Attacker:
    """One site under attack; each request may come from another address, behind a proxy that the site trusts."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname != "127.0.0.1" or parts.port is None:
            raise ValueError("only this machine is ever attacked")
        self.place = (parts.hostname, parts.port)
        self.local = threading.local()
        self.asked = self.broken = 0
        self.opened: dict[str, tuple[str, float]] = {}

    def ask(self, path: str, sent: dict[str, str] | None = None, address: str = "", **headers: str) -> Answer:
        """GET, or POST what is sent."""
        if address:
            headers["X-Forwarded-For"] = address
        body = urlencode(sent) if sent is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for attempt in (1, 2):
            connection: http.client.HTTPConnection | None = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = http.client.HTTPConnection(*self.place, timeout=60)
            try:
                connection.request("POST" if body is not None else "GET", path, body, headers)
                response = connection.getresponse()
                answer = Answer(response.status, response.read().decode("utf-8", "replace"))
                self.asked += 1
                self.broken += answer.status >= 500
                if self.asked % BEFORE_ANEW == 0:
                    connection.close()
                    self.local.connection = None
                return answer
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # A kept connection had ended; nothing was read of what was sent.
                connection.close()
                self.local.connection = None
                if attempt == 2:
                    raise
        raise AssertionError

    def form(self, path: str, address: str = "") -> dict[str, str]:
        """Open a form and work for its proof: its hidden fields."""
        page = self.ask(path, address=address).text
        fields = {"proof": solve(*_work(page))}
        if found := FORM_OPENED.search(page):
            # How long a form was open is checked on one that was opened before; the proof is new each time.
            fields["opened"], since = self.opened.setdefault(path, (unescape(found[1]), time.time()))
            time.sleep(max(0.0, PATIENCE - (time.time() - since)))
        return fields

    def asked_again(self, path: str, sent: dict[str, str], address: str) -> Answer:
        """POST, and once more with the proof that the answer asks for."""
        page = self.ask(path, sent, address)
        return self.ask(path, {**sent, "proof": solve(*_work(page.text))}, address) if page.status == 200 else page

    def region(self) -> int:
        found = REGION.search(self.ask("/classifieds/post/rent/").text)
        if found is None:
            raise ValueError("the form offers no region")
        return int(found[1])

    def post(self, ad: Ad, region: int, address: str, **changes: str) -> Answer:
        """Fill in the form of a listing and send it."""
        path = f"/classifieds/post/{ad.category}/"
        return self.ask(path, {**ad.form(region), **self.form(path, address), **changes}, address)

    def together(self, act: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Do it for all, several at a time."""
        with ThreadPoolExecutor(HANDS) as hands:
            return list(hands.map(act, items))


def _work(page: str) -> tuple[str, int]:
    found = FORM_WORK.search(page)
    if found is None:
        raise ValueError(f"no challenge in {page[:300]!r}")
    return unescape(found[1]), int(found[2])


def solve(work: str, rounds: int) -> str:
    """The proof: rising numbers whose hashes begin with enough zero bits."""
    found: list[str] = []
    limit = 1 << (256 - int(work.split(".")[1]))
    number = 0
    while len(found) < rounds:
        text = f"{number:08x}"
        if int.from_bytes(hashlib.sha256(f"{work[:32]}{text}".encode()).digest(), "big") < limit:
            found.append(text)
        number += 1
    return f"{work}:{','.join(found)}"


def addresses(count: int, seed: int = 1) -> Iterator[str]:
    """Addresses of as many networks; no two in the same /24."""
    draw = random.Random(f"addresses {seed}")
    for number in draw.sample(range(250 * 250), count):
        yield f"{60 + seed % 40}.{number // 250}.{number % 250}.{draw.randint(1, 254)}"
