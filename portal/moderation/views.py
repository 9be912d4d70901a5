"""Asking for a takedown, and following it by a secret link. GET shows; every change is a POST to a verb below it."""

import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.lib import challenge, ratelimit, uploads
from portal.lib.challenge import Standing
from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers
from portal.lib.visitors import neighbourhood
from portal.moderation import certificates, deciding, exchange, telling
from portal.moderation.drafts import MOST_TOGETHER, Draft
from portal.moderation.forms import NoticeForm
from portal.moderation.models import Act, Notice, Side

View = Callable[..., HttpResponse]
PURPOSE = "takedown"


@never_cache
@uploads.in_memory(MOST_TOGETHER)
@accepts_readers
@rate_limited("takedown:create")
def new(request: HttpRequest) -> HttpResponse:
    """The form; a notice that is well formed gets a reference and a secret address to follow it by."""
    if request.method != "POST":
        wish = Notice.Wish.CORRECT if request.GET.get("wish") == "correct" else Notice.Wish.REMOVE
        url = request.GET.get("url", "").replace("\0", "")[:500]
        return _form(request, NoticeForm(initial={"url": url, "wish": wish}), None)
    draft, form = Draft(request), NoticeForm(request.POST)
    for error in draft.errors:
        form.add_error(None, error)
    filed = _file(form, draft, request) if form.is_valid() else None
    if filed is None:
        return _form(request, form, draft, status=422)
    notice, secret = filed
    return redirect(f"{notice.get_absolute_url()}?{urlencode({'secret': secret})}")


def _file(form: NoticeForm, draft: Draft, request: HttpRequest) -> tuple[Notice, str] | None:
    """Store the notice with its files; None if a program seems to have sent it, which the form then says."""
    with transaction.atomic():
        standing = challenge.judge(request.POST, PURPOSE)
        if standing in {Standing.MISSING, Standing.FAILED}:
            form.add_error(None, _("自动校验没有通过，请再发一次；没有自动校验的，请回答下面的问题。您写的都还在。"))
            return None
        notice = form.save(commit=False)
        notice.is_unproven = standing is Standing.ANSWERED
        secret = notice.file()
        draft.attach(notice, Side.REQUESTER)
        if notice.email and ratelimit.allow_key("takedown:letter", Notice.hash_secret(notice.email.lower())):
            telling.acknowledge(notice, secret)
    return notice, secret


def _form(request: HttpRequest, form: NoticeForm, draft: Draft | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "draft": draft,
        "members": exchange.members_at(str(form["url"].value() or "")),
        "challenge": challenge.issue(PURPOSE),
    }
    return render(request, "takedown/new.html", context, status=status)


def _with_secret(view: View) -> View:
    """Find the notice that reference and secret open together, and keep the secret from referrers and engines.

    A wrong secret and a reference that never was get the same answer, and both count as guesses.
    """

    @functools.wraps(view)
    def found(request: HttpRequest, reference: str) -> HttpResponse:
        near = ratelimit.is_over("takedown:guess-neighbours", request, of=neighbourhood)
        if near or ratelimit.is_over("takedown:guess", request):
            return ratelimit.refuse(request, "takedown:guess")
        opened = Notice.opened_by(reference, request.GET.get("secret", ""))
        if opened is None:
            ratelimit.allow("takedown:guess", request)
            ratelimit.allow("takedown:guess-neighbours", request, of=neighbourhood)
            response = render(request, "takedown/locked.html", status=404)
        else:
            response = view(request, *opened)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(found)


@_with_secret
def status(request: HttpRequest, notice: Notice, side: Side) -> HttpResponse:
    """How far a notice is, for the side whose secret it is."""
    return _status(request, notice, side, exchange.form_for(notice, side)())


@uploads.in_memory(MOST_TOGETHER)
@accepts_readers
@require_POST
@rate_limited("takedown:say")
@_with_secret
def say(request: HttpRequest, notice: Notice, side: Side) -> HttpResponse:
    """Take what one side adds."""
    draft, form = Draft(request), exchange.form_for(notice, side)(request.POST)
    for error in draft.errors:
        form.add_error(None, error)
    if not form.is_valid():
        return _status(request, notice, side, form, draft, status=422)
    exchange.take(notice, side, form.cleaned_data, draft)
    return _back(request, notice)


@accepts_readers
@require_POST
@_with_secret
def retract(request: HttpRequest, notice: Notice, side: Side) -> HttpResponse:
    """Whoever asked takes it back, as long as nothing is decided."""
    if side is Side.REQUESTER:
        deciding.retract(notice)
    return _back(request, notice)


def _back(request: HttpRequest, notice: Notice) -> HttpResponse:
    return redirect(f"{notice.get_absolute_url()}?{urlencode({'secret': request.GET.get('secret', '')})}")


def _status(
    request: HttpRequest, notice: Notice, side: Side, form: forms.Form, draft: Draft | None = None, status: int = 200
) -> HttpResponse:
    rulings = list(notice.rulings.standing())
    removed = [thing for ruling in rulings if ruling.act == Act.WITHDRAW for thing in ruling.things]
    context: dict[str, Any] = {
        "notice": notice,
        "is_requester": side is Side.REQUESTER,
        "secret": request.GET.get("secret", ""),
        "story": exchange.story_of(notice, side),
        "form": form,
        "draft": draft,
        "rulings": rulings,
        "proofs": certificates.for_things(removed),
        "can_retract": side is Side.REQUESTER and exchange.can_retract(notice),
    }
    return render(request, "takedown/status.html", context, status=status)
