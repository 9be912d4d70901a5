"""What was found, as a feed: whoever follows it hears of new stories and listings with these words."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import articles.feeds
import classifieds.feeds
from portal.forms import SearchForm
from portal.lib import feeds
from portal.regions.models import SiteProfile
from portal.search.find import find

MOST = 50
# By the kind of the index: the rows that may be in a feed, by their ids, and the entry of each.
ENTRIES: dict[str, Callable[[list[int]], dict[int, feeds.Entry]]] = {
    "article": articles.feeds.entries,
    "listing": classifieds.feeds.entries,
}


def feeds_of(asked: SearchForm) -> dict[str, str]:
    """Where the feed of a search is, in each form."""
    return _at(asked.parameters)


def searched(words: str) -> list[str]:
    """The same for mere words."""
    return list(_at({"q": words}).values())


def _at(parameters: dict[str, str]) -> dict[str, str]:
    return {form: f"{reverse('search_feed', args=[form])}?{urlencode(parameters)}" for form in feeds.FORMS}


def search(request: HttpRequest, form: str) -> HttpResponse:
    """The newest that the search page with the same query string would find, as far as it has reach."""
    asked = SearchForm(request.GET)
    answer = find(asked.query, asked.narrowings, by_time=True)
    profile = SiteProfile.load()
    feed = feeds.Feed(
        title=f"{_('搜索“%s”') % asked.typed} - {profile.name}",
        description=profile.declaration_text,
        path=f"{reverse('search')}?{urlencode(asked.parameters)}",
        author=profile.name,
        entries=_entries(answer.hits[: 2 * MOST])[:MOST],
        language="en" if get_language() == "en" else "zh-CN",
    )
    return feeds.respond(request, feed, form)


def _entries(hits: list[Any]) -> list[feeds.Entry]:
    """The entries of the hits, in their order; what has no reach is passed over."""
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.object_id)
    found = {kind: ENTRIES[kind](of_kind) for kind, of_kind in ids.items() if kind in ENTRIES}
    return [found[hit.kind][hit.object_id] for hit in hits if hit.object_id in found.get(hit.kind, {})]
