"""Readers who object: a report, or “这是我的号码”. GET asks, only POST acts."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from classifieds.asking import ReportForm
from classifieds.models import Listing
from portal.lib import challenge, ratelimit
from portal.lib.challenge import Standing
from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers
from portal.lib.visitors import neighbourhood


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("classifieds:report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a listing. A neighbourhood counts once, however many report from it."""
    listing = get_object_or_404(Listing.objects.public(), pk=pk)
    form = ReportForm(request.POST or None)
    is_done = request.method == "POST" and form.is_valid() and _is_person(form, request, f"report {pk}")
    if is_done:
        visitor = neighbourhood(request, f"report listing {pk}")
        listing.report(form.reason(), visitor=visitor, sender=neighbourhood(request, "reporter"))
    return _answer(request, "report", listing, form, is_done)


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the number of a listing is one's own: it is hidden at once, for a day or until an editor has asked."""
    listing = get_object_or_404(Listing.objects.public().select_related("contact"), pk=pk)
    form = forms.Form(request.POST or None)
    is_done = request.method == "POST" and form.is_valid() and _is_person(form, request, f"claim {pk}")
    if is_done and not ratelimit.allow("classifieds:claim", request, of=neighbourhood):
        form.add_error(None, _("这个网络今天已经提了3次，请明天再来，或在“申请删除”页告诉我们。"))
        is_done = False
    if is_done and not listing.claim_contact():
        form.add_error(None, _("这个号码最近已经核对过。仍有问题，请在“申请删除”页告诉我们。"))
        is_done = False
    return _answer(request, "claim", listing, form, is_done)


def _is_person(form: forms.Form, request: HttpRequest, purpose: str) -> bool:
    with transaction.atomic():
        standing = challenge.judge(request.POST, purpose)
    if standing in {Standing.MISSING, Standing.FAILED}:
        form.add_error(None, _("自动校验没有通过，请再发一次；没有自动校验的，请回答下面的问题。"))
        return False
    return True


def _answer(request: HttpRequest, name: str, listing: Listing, form: forms.Form, is_done: bool) -> HttpResponse:
    context = {"listing": listing, "form": form, "is_done": is_done}
    context["challenge"] = challenge.issue(f"{name} {listing.pk}")
    status = 422 if request.method == "POST" and not is_done else 200
    return render(request, f"classifieds/{name}.html", context, status=status)
