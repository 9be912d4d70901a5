"""Asking for a takedown, and looking how far it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers
from portal.moderation.forms import NoticeForm
from portal.moderation.models import Notice


@never_cache
@accepts_readers
@rate_limited("takedown:create")
def new(request: HttpRequest) -> HttpResponse:
    """The form; a notice that is well formed gets a reference and a secret address to follow it by."""
    if request.method != "POST":
        url = ""
        for name, folder in (("article", "articles"), ("listing", "classifieds")):
            number = request.GET.get(name, "")
            if number.isascii() and number.isdigit():
                url = f"/{folder}/{number}/"
        wish = Notice.Wish.CORRECT if request.GET.get("wish") == "correct" else Notice.Wish.REMOVE
        return render(request, "takedown/new.html", {"form": NoticeForm(initial={"url": url, "wish": wish})})
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return render(request, "takedown/new.html", {"form": form}, status=422)
    notice = form.save(commit=False)
    secret = notice.file()
    return redirect(f"{notice.get_absolute_url()}?{urlencode({'secret': secret})}")


@never_cache
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a notice is; only with the secret that was told when it was filed."""
    notice = get_object_or_404(Notice, reference=reference)
    if not notice.opens_with(request.GET.get("secret", "")):
        return render(request, "takedown/locked.html", status=404)
    response = render(request, "takedown/status.html", {"notice": notice})
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
