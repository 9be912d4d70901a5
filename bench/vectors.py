"""Every attack string of a folder, typed into the search and put into its address: is there a page, and a true one?

    python -m bench.vectors FOLDER [--database postgresql]

Reads `sqli*.jsonl` and `template_injection*.jsonl`, in a database of its own as `bench.search` makes one. A string must
bring a page within two seconds that shows it as it stands, and only what has all its words.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.search import prepare

SECONDS = 2
PARAMETERS = ("kind", "region", "section", "source", "from", "to", "sort", "page")


def faults(typed: str) -> list[str]:
    """What is wrong with the answers to one string."""
    from django.test import Client
    from django.utils.html import escape

    from portal.lib import text

    client, found = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False), []
    begun = time.perf_counter()
    page = client.get("/search/", {"q": typed})
    if page.status_code != 200:
        return [f"q: {page.status_code}"]
    if time.perf_counter() - begun > SECONDS:
        found.append("too slow")
    if escape(text.one_line(typed[: text.MOST_CHARACTERS])) not in page.content.decode():
        found.append("not shown as it stands")
    words = set(text.query(typed).words)
    if any(not words <= {*text.runs(result.title)} for result in page.context["results"]):
        found.append("finds what it does not say")
    page = client.get("/search/", {"q": "select"} | dict.fromkeys(PARAMETERS, typed))
    if page.status_code != 200 or len(page.context["results"]) != 1:
        found.append(f"in the address: {page.status_code}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Attack strings in the search.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        prepare(folder, options.database)
        from django.test.utils import setup_test_environment

        from tests.factories import make_article

        setup_test_environment()
        for title in ("Select", "User admin", "1 1", "Union all", "渡口停航"):
            make_article(title=title, body="")
        for path in sorted([*options.folder.glob("sqli*.jsonl"), *options.folder.glob("template_injection*.jsonl")]):
            typed = [json.loads(line)["input"] for line in path.read_text(encoding="utf-8").splitlines()]
            wrong = {one: found for one in typed if (found := faults(one))}
            failed += len(wrong)
            print(f"{path.name}: {len(typed)} strings, {len(wrong)} with faults")
            for one, found in wrong.items():
                print(f"  {one!r}: {', '.join(found)}", file=sys.stderr)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
