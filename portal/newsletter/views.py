"""Asking for letters, confirming that, changing it, and leaving."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.lib import challenge, ratelimit
from portal.lib.challenge import Standing
from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers
from portal.newsletter import letter, tokens
from portal.newsletter.forms import PeriodForm, SubscribeForm
from portal.newsletter.models import Subscription

PURPOSE = "newsletter"


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("newsletter:ask")
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for letters. What is answered does not tell whether somebody has this address."""
    form = SubscribeForm(request.POST or None, initial={"region": request.GET.get("region", "")})
    is_done = request.method == "POST" and form.is_valid() and _ask(form, request)
    context = {"form": form, "is_done": is_done, "challenge": challenge.issue(PURPOSE)}
    status = 422 if request.method == "POST" and not is_done else 200
    return render(request, "newsletter/subscribe.html", context, status=status)


def _ask(form: SubscribeForm, request: HttpRequest) -> bool:
    """Write to the address, unless it was written to often today; False if the form now says what is missing."""
    chosen = form.cleaned_data
    with transaction.atomic():
        if challenge.judge(request.POST, PURPOSE) in {Standing.MISSING, Standing.FAILED}:
            form.add_error(None, _("自动校验没有通过，请再发一次；没有自动校验的，请回答下面的问题。"))
            return False
        if not ratelimit.allow_key("newsletter:site", "all"):
            form.add_error(None, _("现在订阅的人太多，请过一小时再来。"))
            return False
        if ratelimit.allow_key("newsletter:address", tokens.mac_of(chosen["email"])):
            subscription, _new = Subscription.objects.get_or_create(email=chosen["email"], region=chosen["region"])
            letter.ask_to_confirm(subscription, period=chosen["period"], dress=getattr(request, "dress", ""))
    return True


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the first letter leads: GET shows a button, POST begins the subscription."""
    asked = tokens.asked(token)
    if asked is None:
        return _private(render(request, "newsletter/gone.html", status=404))
    subscription, period, dress = asked
    if request.method == "POST":
        subscription.confirm(period=period, dress=dress)
    context = {
        "subscription": subscription,
        "edition": letter.edition_name(subscription.region),
        "period": Subscription.Period(period).label,
        "token": token,
        "reader": tokens.of_reader(subscription),
        "is_done": request.method == "POST",
    }
    return _private(render(request, "newsletter/confirm.html", context))


@never_cache
@require_http_methods(["GET", "HEAD"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody gets, how to change it, and the way out."""
    return _managed(request, token, None)


@never_cache
@accepts_readers
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Letters more or less often."""
    subscription, form = tokens.reader(token), PeriodForm(request.POST)
    if subscription is None or not form.is_valid():
        return _managed(request, token, form)
    Subscription.objects.filter(pk=subscription.pk).update(period=form.cleaned_data["period"])
    return HttpResponseRedirect("../?changed=1")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the head of each letter: GET shows the way out; POST ends the subscription and forgets its reader.

    A mail program posts here by itself when its reader clicks once, from wherever it runs: neither cookies nor the
    origin tell anything, the token is all there is (RFC 8058, 3.2). It never answers with a redirect.
    """
    if request.method != "POST":
        return _managed(request, token, None)
    if not tokens.is_ours(token):
        return _private(render(request, "newsletter/gone.html", status=404))
    if subscription := tokens.reader(token):
        subscription.delete()
    return _private(render(request, "newsletter/left.html"))


def _managed(request: HttpRequest, token: str, form: PeriodForm | None) -> HttpResponse:
    subscription = tokens.reader(token)
    if subscription is None:
        is_left = tokens.is_ours(token)
        template = "newsletter/left.html" if is_left else "newsletter/gone.html"
        return _private(render(request, template, status=410 if is_left else 404))
    context = {
        "subscription": subscription,
        "edition": letter.edition_name(subscription.region),
        "form": form or PeriodForm(initial={"period": subscription.period}),
        "token": token,
        "is_changed": "changed" in request.GET,
    }
    return _private(render(request, "newsletter/manage.html", context, status=422 if form else 200))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page is a secret: it is told to no other site and listed nowhere."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
