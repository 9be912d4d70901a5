"""The decorator for what an anonymous reader may send."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.lib.http import is_cross_site

View = TypeVar("View", bound=Callable[..., HttpResponse])


def accepts_readers(view: View) -> View:
    """Let a view take POSTs without a CSRF cookie, but none that another site makes a browser send.

    A token would need a cookie on every reader page (docs/decisions/0003). Staff views keep Django's own protection.
    """

    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_cross_site(request):
            return HttpResponseForbidden(_("这个请求是从别的网站发来的，没有执行。"))
        return view(request, *args, **kwargs)

    return cast(View, csrf_exempt(checked))
