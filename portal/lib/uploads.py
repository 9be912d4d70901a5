"""Uploads that never touch the disk as they are: they stay in memory until the view has encrypted them."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


class _InMemory(MemoryFileUploadHandler):
    """Keeps what fits into the room that is left; a file that does not is dropped, and the request says so."""

    def __init__(self, request: HttpRequest, room: int) -> None:
        super().__init__(request)
        self.room, self.meta = room, request.META

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.room -= len(raw_data)
        if self.room < 0:
            self.meta["linwen.dropped"] = True
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def in_memory(most_bytes: int) -> Callable[[View], View]:
    """Let a view take files of so many bytes together; put it outside of whatever reads the form."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [_InMemory(request, most_bytes)]
            return view(request, *args, **kwargs)

        return cast(View, taking)

    return decorate


def was_dropped(request: HttpRequest) -> bool:
    """Whether some file was too large to be taken."""
    return "linwen.dropped" in request.META
