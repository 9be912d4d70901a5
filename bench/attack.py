"""`python -m bench.attack`: attacks a site that it starts itself, and prints what got through beside what may.

Everything goes over HTTP to this machine's loopback, as a stranger would send it. The site runs behind a proxy that
it trusts, so that attackers can come from many addresses; its proofs of work are made light, since they only slow
attackers down, and what is measured is what stops them. docs/decisions/0008-what-abuse-gets.md says why.
"""

import contextlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import corpora, threats
from bench.attacker import Attacker
from bench.serving import manage, serving
from bench.table import note, rows

REGION = "from portal.regions.models import Region; Region.objects.create(name='淮安市', slug='huaian')"
LIGHT = {"PROOF_BITS": "2", "TRUSTED_PROXIES": "127.0.0.1/32", "LOG_LEVEL": "ERROR"}
asked_and_broken = [0, 0]


def stock(folder: Path) -> None:
    """Make a site with nothing in it but categories, words and a region."""
    environ = _environ(folder)
    manage(environ, "migrate", "--verbosity=0")
    manage(environ, "load_taxonomy")
    manage(environ, "shell", "--verbosity=0", "-c", REGION)
    manage(environ, "collectstatic", "--noinput", "--verbosity=0")


def _environ(folder: Path) -> dict[str, str]:
    return {**LIGHT, "LINWEN_DATA_DIR": str(folder), "SITE_URL": "http://127.0.0.1"}


@contextlib.contextmanager
def site(stocked: Path, **settings: str) -> Iterator[Attacker]:
    """A site with a copy of this folder."""
    with tempfile.TemporaryDirectory(prefix="linwen-attack-") as folder:
        shutil.copytree(stocked, folder, dirs_exist_ok=True)
        with serving("portal.wsgi", _environ(Path(folder)) | settings, workers=2, is_quiet=True) as url:
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


def residents(stocked: Path) -> None:
    """What is tried on a site where residents post, and no storm makes proofs harder."""
    with site(stocked, STORM_FLOOR="1000000") as attacker:
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


def main() -> int:
    """Run all attacks; 1 if anything got through that may not."""
    began = time.perf_counter()
    print(f"{'':4}  {'threat':<62} {'tried':>6} {'through':>7}  bar")
    with tempfile.TemporaryDirectory(prefix="linwen-attack-") as folder, ThreadPoolExecutor(1) as aside:
        plain, full = Path(folder, "plain"), Path(folder, "full")
        stock(plain)
        shutil.copytree(plain, full)
        listings, numbers = _imported(Path(folder), 5000)
        # What is read at the end is stored while others are under attack.
        stocked = aside.submit(manage, _environ(full), "import_listings", str(listings))
        residents(plain)
        with site(plain) as attacker:
            threats.flood(attacker, attacker.region(), 3000)
        with site(plain, TRUSTED_PROXIES="") as attacker:
            threats.forged(attacker, attacker.region(), 200)
        stocked.result()
        with site(full) as attacker:
            threats.scraped(attacker, numbers, [f"/classifieds/{number}/" for number in range(1, 5001)])
    asked, broken = asked_and_broken
    note("answers of 500 and above", asked, broken, "0", broken == 0)
    failed = [row for row in rows if not row.is_held]
    print(f"{len(rows)} attacks, {len(failed)} got through, {time.perf_counter() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
