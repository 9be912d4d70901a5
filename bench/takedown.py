"""A takedown under load: 16 readers ask for every surface of an article, two processes answer, the page cache is on.

    python -m bench.takedown [--rounds 10] [--readers 16]

In each round an article with a picture and a title of its own is published, met everywhere, and withdrawn by a third
process, as `manage.py` is. Bars: no answer to a request that started after the verb returned holds the title or the
link; the page itself answers 410 within a second; the certificate, made by the worker, is clean within 60 s.
"""

import argparse
import http.client
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bench.serving import ROOT, manage, serving

BEFORE, AFTER = 3, 3
PATIENCE = 60
MARK = "ZQX{number}号渡口复航"


@dataclass(frozen=True)
class Seen:
    """What the readers of one round got: answers in all, those with the title, and those that should not have it."""

    answers: int
    shown: int
    late: list[str]


def read(host: str, addresses: list[str], mark: str, link: str, state: Any, out: Any) -> None:
    """One reader: any surface, again and again, until told to stop."""
    draw = random.Random(os.getpid() * 1000 + threading.get_ident() % 1000)
    connection = http.client.HTTPConnection(host, timeout=30)
    answers, shown, late = 0, 0, []
    while not state["stop"].value:
        address = draw.choice(addresses)
        started = time.monotonic()
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        answers += 1
        # A page of search results repeats what was searched for, and a removed page has links of its own.
        is_there = link in body if "q=" in address else mark in body
        if address.startswith("/media/"):
            is_there = answer.status == 200
        shown += is_there
        if is_there and 0 < state["returned"].value < started:
            late.append(f"{address} {started - state['returned'].value:.3f} s after")
    out.put(Seen(answers, shown, late))


def readers(threads: int, *given: Any) -> None:
    """One process of readers."""
    hands = [threading.Thread(target=read, args=given) for _ in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def publish(number: int) -> Any:
    """A public article that stands on every surface."""
    from tests.factories import make_article, make_comment, make_picture
    from tests.samples import photo

    title = MARK.format(number=number)
    cover = make_picture(photo(700 + number, 400))
    body = f"<p>{title}。渡口在河的西岸，撑船的人姓孙，撑了四十年，今天起每天六班，清早五点半开第一班。</p>"
    article = make_article(title=title, body=body, cover=cover, tags=["渡口"], reporters=["孙渡（示例）"])
    make_comment(article)
    return article


def one_round(number: int, site: str, count: int) -> tuple[Seen, float, float, float]:
    """Publish, read, withdraw, read on; what was seen, and the seconds of verb, own page and certificate."""
    from portal.moderation import surfaces, takedown
    from portal.moderation.models import Certificate, Target

    article = publish(number)
    plain = surfaces.addresses_of(article, Target.ARTICLE)
    addresses = [f"/media/{article.cover.file.name}", *(dress + one for dress in ("", "/hant", "/en") for one in plain)]
    state = {"stop": multiprocessing.Value("b", 0), "returned": multiprocessing.Value("d", 0.0)}
    out: multiprocessing.Queue[Seen] = multiprocessing.Queue()
    mark, link = f"ZQX{number}".encode(), f"/articles/{article.pk}/".encode()
    given = (count // 4, urlsplit(site).netloc, addresses, mark, link, state, out)
    hands = [multiprocessing.Process(target=readers, args=given) for _ in range(4)]
    for hand in hands:
        hand.start()
    time.sleep(BEFORE)
    began = time.monotonic()
    takedown.withdraw(article, by=None, reason="测量")
    state["returned"].value = time.monotonic()
    verb = time.monotonic() - began
    own = _until_gone(site, article.get_plain_url()) - began
    time.sleep(AFTER)
    state["stop"].value = 1
    parts = [out.get() for _ in range(count // 4 * 4)]
    for hand in hands:
        hand.join()
    certificate = Certificate.objects.get(target=Target.ARTICLE, object_id=article.pk)
    while not certificate.is_clean and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
        certificate.refresh_from_db()
    for check in certificate.checks.filter(is_clean=False)[:1]:
        print("unclean:", check.unclean)
    took = certificate.took.total_seconds() if certificate.took else float("inf")
    seen = Seen(
        sum(one.answers for one in parts), sum(one.shown for one in parts), [w for one in parts for w in one.late]
    )
    return seen, verb, own, took


def _until_gone(site: str, path: str) -> float:
    """When the page answered 410."""
    while True:
        connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
        connection.request("GET", path)
        if connection.getresponse().status == 410:
            return time.monotonic()


def set_up(folder: str) -> None:
    os.environ["LINWEN_DATA_DIR"], os.environ["DJANGO_SETTINGS_MODULE"] = folder, "portal.settings"
    for words in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0"), ("load_demo",)):
        manage({}, *words)
    import django

    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--readers", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        with serving("portal.wsgi", {"LOG_LEVEL": "ERROR"}, workers=2) as site:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "run_worker"], cwd=ROOT, env={**os.environ, "OWN_ADDRESS": site}
            )
            try:
                results = [one_round(number, site, options.readers) for number in range(101, 101 + options.rounds)]
            finally:
                worker.terminate()
                worker.wait()
    print("round   answers  with title  after the verb   verb ms   own page ms   certificate s")
    for number, (seen, verb, own, took) in enumerate(results, 1):
        figures = f"{verb * 1000:9.0f} {own * 1000:13.0f} {took:15.1f}"
        print(f"{number:5} {seen.answers:9} {seen.shown:11} {len(seen.late):15} {figures}")
        for line in seen.late[:5]:
            print("      ", line)
    print(f"answers with the title after the verb returned: {sum(len(one[0].late) for one in results)} (bar 0)")


if __name__ == "__main__":
    main()
