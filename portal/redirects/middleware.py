"""Old addresses are looked up when nothing else answers, so that no page pays for them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix

from portal.redirects import hits
from portal.redirects.models import Redirect

# What an earlier site may have asked its front page for: /?p=12.
ASKED_OF_HOME = {"p", "page_id", "attachment_id"}


class RedirectMiddleware:
    """Sends who asks for an old address to the page that has its content, in the same dress (/hant/, /en/)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        if request.path_info == "/" and ASKED_OF_HOME & request.GET.keys():
            return self._led(request) or self.get_response(request)
        response = self.get_response(request)
        return (response.status_code == 404 and self._led(request)) or response

    def _led(self, request: HttpRequest) -> HttpResponse | None:
        redirect = Redirect.of(request.path_info, request.META.get("QUERY_STRING", ""))
        if redirect is None:
            return None
        hits.note(redirect)
        return HttpResponsePermanentRedirect(get_script_prefix().rstrip("/") + redirect.new)
