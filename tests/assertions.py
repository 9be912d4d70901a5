"""The site's own ways to ask and to assert."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connection
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Article
from portal.lib.pagecache import PageCache
from portal.moderation import surfaces
from portal.moderation.models import Target


class Answer:
    """What a WSGI application said to one request."""

    def __init__(self, application: Any, path: str, **environ: Any) -> None:
        asked = RequestFactory().get(path).environ
        asked["PATH_INFO"] = asked["PATH_INFO"].encode().decode("latin-1")  # as a server gives it
        with _kept_connections():
            chunks = application({**asked, **environ}, self._start)
            self.body = b"".join(chunks)
            if hasattr(chunks, "close"):
                chunks.close()

    def _start(self, status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
        self.status, self.headers = int(status[:3]), {name.lower(): value for name, value in headers}

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")  # a picture is no text


@contextmanager
def _kept_connections() -> Iterator[None]:
    """Keep Django from closing the connection after the request, with the transaction of the test in it."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


class PageTestCase(TestCase):
    """Pages as readers get them: through the page cache, with what it forgets after a commit."""

    def setUp(self) -> None:
        super().setUp()
        self.site = PageCache(WSGIHandler())

    def ask(self, path: str, **environ: Any) -> Answer:
        """What a reader gets; the second time, mostly, from the page cache."""
        return Answer(self.site, path, **environ)

    def cost(self, path: str) -> list[str]:
        """The queries of an uncached page, in a process that has answered before."""
        self.client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(path)
            self.length = len(response.getvalue())  # a sitemap asks while it is read
        self.assertEqual(response.status_code, 200, path)
        return [query["sql"] for query in queries]

    def assertFlatCost(self, path: str, make: Callable[[], object], *, rows: int = 10) -> None:  # noqa: N802
        """The page costs as many queries with many rows as with one."""
        make()
        one = self.cost(path)
        short = self.length
        for _ in range(rows - 1):
            make()
        many = self.cost(path)
        self.assertGreater(self.length, short, f"{path} does not show what was made")
        self.assertEqual(len(many), len(one), f"{path} with {rows} rows:\n" + "\n".join(many))


def surfaces_of(article: Article) -> list[str]:
    """Every address where readers meet the article."""
    return surfaces.addresses_of(article, Target.ARTICLE)


def url_patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the site outside the desk, with its full name (`articles:detail`)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        elif entry.namespace != "admin":
            yield from url_patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
