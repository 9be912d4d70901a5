"""Matching on OpenSearch, for a province: asked instead of the database, with the same tokens and for the same answers.

Not yet proved against a real server, see docs/decisions. The database keeps its own index; where OpenSearch does not
answer, it is asked as if there were none. What stands in OpenSearch is written by portal/search/mirror.py.
"""

import datetime
import functools
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from portal.lib import text
from portal.search import marks
from portal.search.models import Document
from portal.search.narrowing import Among, Hit, Narrowing, Published

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

logger = logging.getLogger(__name__)

# What readers ask; behind it stands one of the indexes whose names begin so.
ALIAS = "linwen"
SECONDS = 2
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
# Tokens come cut. Moments are numbers: a date of OpenSearch's ends at milliseconds, and the order is by microseconds.
INDEX = {
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "tokens": {"type": "text", "analyzer": "whitespace", "norms": False},
            "kind": {"type": "keyword"},
            **{name: {"type": "long"} for name in ("object_id", "published_at", "expires_at")},
            **{name: {"type": "long", "index": False} for name in ("pk", "region_id", "section_id", "source_id")},
        },
    },
}
NEWEST_FIRST = [{"published_at": "desc"}, {"object_id": "desc"}, {"kind": "asc"}]


def client() -> "OpenSearch":
    """The server that the site is set to ask."""
    return _client(settings.OPENSEARCH_URL)


@functools.cache
def _client(url: str) -> "OpenSearch":
    from opensearchpy import OpenSearch

    return OpenSearch(url, timeout=SECONDS, max_retries=0)


def newest(query: text.Query, narrowings: list[Narrowing], most: int, *, mark: str = "") -> list[Hit] | None:
    """What newest.newest() gives; None if no server is set or it does not answer."""
    if not settings.OPENSEARCH_URL:
        return None
    from opensearchpy import OpenSearchException

    asked = {
        "query": {"bool": {"filter": [*_words(query, mark), *_current(), *map(_condition, narrowings)]}},
        "sort": NEWEST_FIRST,
        "size": most,
        "_source": Hit._fields,
        "track_total_hits": False,
    }
    try:
        found = client().search(index=ALIAS, body=asked)
    except OpenSearchException:
        logger.exception("OpenSearch does not answer; asking the database")
        return None
    return [_hit(row["_source"]) for row in found["hits"]["hits"]]


def document(row: Document) -> dict[str, Any]:
    """A document as it stands in OpenSearch."""
    moments = {"published_at": _number(row.published_at), "expires_at": row.expires_at and _number(row.expires_at)}
    columns = ("pk", "kind", "object_id", "region_id", "section_id", "source_id", "tokens")
    return {**{name: getattr(row, name) for name in columns}, **moments}


def _hit(source: dict[str, Any]) -> Hit:
    fields: dict[str, Any] = {name: source.get(name) for name in Hit._fields}
    return Hit(**fields | {"published_at": EPOCH + source["published_at"] * MICROSECOND})


def _number(moment: datetime.datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _words(query: text.Query, mark: str) -> list[dict[str, Any]]:
    """Every token, and what stood in quotation marks in a row."""
    terms = [{"term": {"tokens": term}} for term in query.terms(mark)]
    return terms + [{"match_phrase": {"tokens": phrase}} for phrase in query.phrases]


def _current() -> list[dict[str, Any]]:
    """What DocumentQuerySet.current() says."""
    now = _number(timezone.now())
    is_over = {"range": {"expires_at": {"lte": now}}}
    return [{"range": {"published_at": {"lte": now}}}, {"bool": {"must_not": [is_over]}}]


def _condition(narrowing: Narrowing) -> dict[str, Any]:
    """What narrowing.q() says."""
    if isinstance(narrowing, Among):
        among = {"terms": {"tokens": [marks.value(narrowing.column, value) for value in narrowing.values]}}
        return {"bool": {"must_not": [among]}} if narrowing.is_without else among
    if isinstance(narrowing, Published):
        bounds = {"gte": narrowing.since, "lt": narrowing.before}
        return {"range": {"published_at": {name: _number(bound) for name, bound in bounds.items() if bound}}}
    raise TypeError(narrowing)
