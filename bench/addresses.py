"""Every address of a folder of attack strings, put to the fetcher: where did a connection go?

`python -m bench.addresses FOLDER` reads `ssrf*.jsonl` and `url_parsing*.jsonl` there. Names are looked up by a stub
that answers every name with a public address (and inner names with inner ones); connections are noted and never made.
"""

import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

PUBLIC, INNER = "93.184.215.14", "127.0.0.1"
looked_up: list[str] = []
connected: list[str] = []


def look_up(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
    """What a name service would say: numbers are themselves, however they are spelled; inner names lead inside."""
    looked_up.append(host)
    try:
        place = socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        place = host if ":" in host else INNER if "local" in host or "loopback" in host else PUBLIC
    kind = socket.AF_INET6 if ":" in place else socket.AF_INET
    return [(kind, socket.SOCK_STREAM, 6, "", (place, port))]


def connect(address: Any, *args: Any, **kwargs: Any) -> socket.socket:
    connected.append(address[0])
    raise OSError("noted, not made")


def put(url: str, base: str | None) -> tuple[list[str], list[str]]:
    """Which names the fetcher looked up for this address, or a redirect to it, and where it would have connected."""
    from portal.lib.fetching import FetchError, fetch, targets

    looked_up.clear()
    connected.clear()
    with contextlib.suppress(FetchError):
        fetch(str(targets.follow(base, url)) if base else url)
    return list(looked_up), list(connected)


def is_wrong(case: dict[str, Any], names: list[str], places: list[str]) -> bool:
    """Whether the fetcher went where it must not, or to another host than the address means."""
    if not places:
        return False
    may = case["expect"] == "parse" and str(case.get("fetch", "")).startswith("allowed")
    return not may or set(places) != {PUBLIC} or set(names) != {case["hostname"].strip("[]")}


def main() -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.FETCH_EXCEPTIONS = set()
    socket.getaddrinfo, socket.create_connection = look_up, connect  # type: ignore[assignment]
    print(f"{'file':32} {'addresses':>10} {'asked':>8} {'wrongly':>8}")
    failed = 0
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl")):
        if not path.name.startswith(("ssrf", "url_parsing")):
            continue
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        asked = wrong = 0
        for case in cases:
            for base in {None, case.get("base")}:
                names, places = put(case["input"], base)
                asked += bool(places)
                if is_wrong(case, names, places):
                    wrong += 1
                    print(f"  {case['input']!r} -> {names} {places}", file=sys.stderr)
        failed += wrong
        print(f"{path.name:32} {len(cases):10} {asked:8} {wrong:8}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
