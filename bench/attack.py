"""`python -m bench.attack`: attacks a site that it starts itself, and prints what got through beside what may.

Everything goes over HTTP to this machine's loopback, as a stranger would send it. The site runs behind a proxy that
it trusts, so that attackers can come from many addresses; its proofs of work are made light, since they only slow
attackers down, and what is measured is what stops them. docs/decisions/0008-what-abuse-gets.md says why.
"""

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import corpora, threats
from bench.attacker import Attacker
from bench.serving import manage, serving
from bench.table import note, rows

REGION = "from portal.regions.models import Region; Region.objects.create(name='淮安市', slug='huaian')"
LIGHT = {"PROOF_BITS": "2", "TRUSTED_PROXIES": "127.0.0.1/32", "LOG_LEVEL": "ERROR"}
asked_and_broken = [0, 0]


@contextlib.contextmanager
def site(imported: Path | None = None, **settings: str) -> Iterator[Attacker]:
    """A fresh site with its own folder and nothing in it but categories, words, regions and what is imported."""
    with tempfile.TemporaryDirectory(prefix="linwen-attack-") as folder:
        environ = {**LIGHT, "LINWEN_DATA_DIR": folder, "SITE_URL": "http://127.0.0.1", **settings}
        manage(environ, "migrate", "--verbosity=0")
        manage(environ, "load_taxonomy")
        manage(environ, "shell", "--verbosity=0", "-c", REGION)
        manage(environ, "collectstatic", "--noinput", "--verbosity=0")
        if imported:
            manage(environ, "import_listings", str(imported))
        with serving("portal.wsgi", environ, workers=2, is_quiet=True) as url:
            attacker = Attacker(url)
            yield attacker
            asked_and_broken[0] += attacker.asked
            asked_and_broken[1] += attacker.broken


def _imported(folder: Path, count: int) -> tuple[Path, set[str]]:
    path, numbers = folder / "listings.jsonl", set()
    with path.open("w", encoding="utf-8") as file:
        for number, ad in enumerate(corpora.benign(count, seed=19)):
            numbers.add(ad.phone)
            row = {"key": str(number), "category": ad.category, "region": "huaian", "title": ad.title, "body": ad.body}
            row |= {"phone": ad.phone, "time": "00:01"}
            values = {key: int(value) if value.isdigit() else value for key, value in ad.values.items()}
            if "when" in values:
                values["when"] = 0  # today
            file.write(json.dumps({**row, "days_ago": 0, "values": values}, ensure_ascii=False) + "\n")
    return path, numbers


def main() -> int:
    """Run all attacks; 1 if anything got through that may not."""
    began = time.perf_counter()
    print(f"{'':4}  {'threat':<62} {'tried':>6} {'through':>7}  bar")
    calm = "1000000"
    with site(STORM_FLOOR=calm) as attacker:
        region = attacker.region()
        acts: list[Callable[[], object]] = [
            lambda: threats.neighbours(attacker, region),
            lambda: threats.copies(attacker, region, 10),
            lambda: threats.smuggled(attacker, region),
            lambda: threats.lures(attacker, region),
            lambda: threats.one_victim(attacker, region),
            lambda: threats.replayed(attacker, region),
            lambda: threats.guesses(attacker),
        ]
        paths = threats.honest(attacker, region, 2000)
        for act in acts:
            act()
        threats.brigade(attacker, paths)
    with site() as attacker:
        threats.flood(attacker, attacker.region(), 3000)
    with site(TRUSTED_PROXIES="") as attacker:
        threats.forged(attacker, attacker.region(), 200)
    with tempfile.TemporaryDirectory() as folder:
        path, numbers = _imported(Path(folder), 5000)
        with site(imported=path) as attacker:
            threats.scraped(attacker, numbers, [f"/classifieds/{number}/" for number in range(1, 5001)])
    asked, broken = asked_and_broken
    note("answers of 500 and above", asked, broken, "0", broken == 0)
    failed = [row for row in rows if not row.is_held]
    print(f"{len(rows)} attacks, {len(failed)} got through, {time.perf_counter() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
