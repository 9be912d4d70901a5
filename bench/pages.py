"""Pages per second: cached and uncached, beside a bare WSGI application and a plain Django page, in one run.

    python -m bench.pages [--seconds 5] [--connections 8]

Bars: cached >= 0.5 x bare WSGI with the same bytes; an uncached article >= 0.5 x a plain Django page with one query and
a template that makes as many bytes. All servers are gunicorn, one gthread worker, four threads.
"""

import argparse
import shutil
import tempfile
import urllib.request
from pathlib import Path

from bench.load import Result, run
from bench.serving import manage, serving


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


def prepare(environ: dict[str, str]) -> str:
    """A site with the demo in it; the path of the demo's fullest article."""

    manage(environ, "migrate", "-v0")
    manage(environ, "collectstatic", "--noinput", "-v0")
    manage(environ, "load_demo")
    chosen = "Article.objects.get(import_key='demo-livelihood-001').get_plain_url()"
    return manage(environ, "shell", "-v0", "-c", f"from articles.models import Article; print({chosen})").split()[-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "LINWEN_DATA_DIR": folder,
            "BENCH_PAGE": f"{folder}/page.html",
            "BENCH_DATABASE": f"{folder}/plain.sqlite3",
        }
        path = prepare(environ)
        results: dict[str, Result] = {}

        def measure(name: str, application: str, path: str, **more: str) -> None:
            # What another server stored is found here too: an uncached page has to start without it.
            shutil.rmtree(f"{folder}/cache", ignore_errors=True)
            with serving(application, {**environ, **more}) as site:
                fetch(site + path)
                results[name] = run(site + path, seconds=options.seconds, connections=options.connections)

        with serving("portal.wsgi", environ) as site:
            Path(environ["BENCH_PAGE"]).write_bytes(fetch(site + path))
        measure("bare WSGI, same bytes", "bench.plain:bare", "/")
        measure("cached article", "portal.wsgi", path)
        measure("plain Django page, one query", "bench.plain:django_page", "/")
        measure("uncached article", "portal.wsgi", path, PAGE_CACHE_SECONDS="0")
        size = Path(environ["BENCH_PAGE"]).stat().st_size

    print(f"{path}: {size:,} bytes; {options.connections} connections, {options.seconds:g} s each")
    for name, result in results.items():
        print(f"{name:32} {result.per_second:8.0f}/s   p50 {result.p50:6.2f} ms   p99 {result.p99:6.2f} ms")
    names = list(results)
    for ours, other in ((names[1], names[0]), (names[3], names[2])):
        print(f"{ours} / {other}: {results[ours].per_second / results[other].per_second:.2f} (bar 0.50)")


if __name__ == "__main__":
    main()
