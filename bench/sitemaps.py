"""Sitemaps over many articles and listings: how long each takes, how much memory, whether every address is there once.

    python -m bench.sitemaps [--rows 1000000] [--database postgresql]

Makes so many articles and a fifth as many listings in a database of its own (an SQLite file; with postgresql, one that
is started for it), then asks for the index and for every part that it names, by the whole of Django, without the page
cache. Memory is that of this process, which answers: after the first part, and the most at any time after that.
"""

import argparse
import datetime
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import psutil

from bench.search import prepare

BATCH = 5000
LOC = re.compile(rb"<loc>([^<]+)</loc>")


def fill(rows: int) -> None:
    """The articles and the listings, spread over five years; some are withdrawn, scheduled or over."""
    from django.utils import timezone

    from articles.models import Article
    from classifieds.models import Listing
    from tests.factories import make_article, make_listing

    now, chance = timezone.now(), random.Random(7)
    article, listing = make_article(), make_listing()
    for start in range(1, rows, BATCH):
        numbers = range(start, min(start + BATCH, rows))
        Article.objects.bulk_create(_articles(article, now, chance, numbers))
    for start in range(1, rows // 5, BATCH):
        numbers = range(start, min(start + BATCH, rows // 5))
        Listing.objects.bulk_create(_listings(listing, now, numbers))


def _articles(like: Any, now: datetime.datetime, chance: random.Random, numbers: range) -> Iterator[Any]:
    for number in numbers:
        published = now - datetime.timedelta(minutes=number * 2)
        yield type(like)(
            title=f"里运河步道第{number}段开放",
            body="<p>步道昨天开放。</p>",
            workflow=like.workflow,
            section_id=like.section_id,
            region_id=like.region_id,
            source_id=like.source_id,
            publish_at=now + datetime.timedelta(days=9) if chance.random() < 0.005 else published,
            withdrawn_at=now if chance.random() < 0.005 else None,
        )


def _listings(like: Any, now: datetime.datetime, numbers: range) -> Iterator[Any]:
    for number in numbers:
        yield type(like)(
            title=f"两室第{number}套",
            category_id=like.category_id,
            region_id=like.region_id,
            group_id=like.group_id,
            area_id=like.area_id,
            secret_hash=f"s{number}",
            code_hash=f"c{number}",
            expires_at=now + datetime.timedelta(days=30 if number % 50 else -1),
        )


def ask(path: str) -> tuple[bytes, float]:
    """What the site answers, and the seconds it took."""
    from django.test import Client

    began = time.perf_counter()
    answer = Client(SERVER_NAME="127.0.0.1").get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return body, time.perf_counter() - began


def measure() -> None:
    from django.conf import settings

    from articles.models import Article
    from classifieds.models import Listing

    index, seconds = ask("/sitemap.xml")
    parts = [found.decode().removeprefix(settings.SITE_URL) for found in LOC.findall(index)]
    print(f"index: {len(parts)} parts, {seconds * 1000:.0f} ms")
    process = psutil.Process()
    addresses, times, sizes, most = set(), [], [], 0
    for number, path in enumerate(parts):
        body, seconds = ask(path)
        found = LOC.findall(body)
        if len(found) > 50_000 or len(body) > 50 * 1024 * 1024:
            raise SystemExit(f"{path}: too much for a sitemap")
        addresses.update(found)
        times.append(seconds)
        sizes.append(len(body))
        if number == 1:
            first = process.memory_info().rss
        most = max(most, process.memory_info().rss - len(addresses) * 150)
    expected = Article.objects.public().count() + Listing.objects.with_reach().count()
    print(f"parts: median {statistics.median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms")
    print(f"       largest {max(sizes) / 1024:.0f} kB; {len(addresses):,} addresses, of {expected:,} things")
    print(f"memory: {first >> 20} MB after the first part, {most >> 20} MB at most without what this bench collects")
    print(f"        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB at the highest with it")
    for path in ("/sitemap-news.xml", "/silian.xml", "/feeds/latest.atom", "/feeds/latest.atom?page=20"):
        body, seconds = ask(path)
        print(f"{path}: {len(LOC.findall(body)):,} addresses, {len(body) >> 10} kB, {seconds * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, given.database)
        began = time.perf_counter()
        fill(given.rows)
        print(f"{given.rows:,} articles and {given.rows // 5:,} listings made in {time.perf_counter() - began:.0f} s")
        measure()


if __name__ == "__main__":
    main()
