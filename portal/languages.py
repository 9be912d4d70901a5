"""The same pages in three dresses: `/…` Simplified, `/hant/…` Traditional script, `/en/…` English interface.

The prefix moves from the path to the script name, as if the site were mounted there: `reverse()` then writes every
address of the page with it, and no URL pattern knows about languages.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import set_script_prefix
from django.utils import translation

from portal.lib.script import to_traditional

PREFIXES = {"hant": "zh-hans", "en": "en"}
# The desk stays in the script it was written in: saving a converted form would store the conversion.
UNCONVERTED = "admin/"


class LanguagePrefixMiddleware:
    """Takes the prefix off the path, sets the language, and turns the answer's text to Traditional for `hant`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        prefix, slash, rest = request.path_info.removeprefix("/").partition("/")
        if not slash or prefix not in PREFIXES:
            request.dress = ""  # type: ignore[attr-defined]
            with translation.override("zh-hans"):
                return self.get_response(request)
        request.dress = prefix  # type: ignore[attr-defined]
        mount = request.META.get("SCRIPT_NAME", "").rstrip("/")
        if prefix == "hant" and rest.startswith(UNCONVERTED):
            query = request.META.get("QUERY_STRING")
            return HttpResponseRedirect(f"{mount}/{rest}" + (f"?{query}" if query else ""))
        request.path_info = request.META["PATH_INFO"] = f"/{rest}"
        request.META["SCRIPT_NAME"] = f"{mount}/{prefix}"
        set_script_prefix(f"{mount}/{prefix}/")
        try:
            with translation.override(PREFIXES[prefix]):
                response = self.get_response(request)
        finally:
            set_script_prefix(f"{mount}/")
        if prefix == "hant" and not response.streaming and "html" in response.headers.get("Content-Type", ""):
            response.content = to_traditional(response.content.decode(response.charset))
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response
