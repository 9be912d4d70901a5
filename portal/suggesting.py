"""What the search field offers while somebody types."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.lib import text
from portal.lib.script import traditional
from portal.search import marks, spelling
from portal.search.find import results
from portal.search.newest import newest

MOST = 8
KIND = "application/x-suggestions+json"


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles with what was typed, or the words meant by Latin letters, as OpenSearch Suggestions has them.

    OpenSearch 1.1 Draft 6, extension "Suggestions": the query, then what could be typed instead.
    """
    typed = text.one_line(request.GET.get("q", "")[: text.MOST_CHARACTERS])
    query = text.query(typed)
    words = spelling.meant(typed)
    found = results(newest(query, [], MOST, mark=marks.TITLE)) if query.words else []
    titles = dict.fromkeys([*words, *(result.title for result in found)])
    offered = list(titles)[:MOST]
    if getattr(request, "dress", "") == "hant":
        offered = [traditional(one) for one in offered]
    answer = json.dumps([typed, offered], ensure_ascii=False)
    return HttpResponse(answer, content_type=KIND)
