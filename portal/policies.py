"""What Django has no setting for: how requests are read, and a header."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PlainPathMiddleware:
    """Reads paths without NUL, which PostgreSQL does not take, and with one slash first: // would name a host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = "/" + request.path_info.replace("\0", "").lstrip("/")
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Tells browsers that no page of ours wants the camera, the microphone or the reader's position."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
