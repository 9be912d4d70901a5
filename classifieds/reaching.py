"""Reaching the poster: the contact, told to one who asks by POST within budgets, and letters passed on."""

from typing import Any

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from classifieds import harvesting, letters
from classifieds.asking import LetterForm
from classifieds.models import Contact, Listing
from portal.lib import challenge, ratelimit
from portal.lib.challenge import Standing
from portal.lib.readers import accepts_readers
from portal.lib.visitors import neighbourhood, visitor

SALT = "linwen.reveal"
TOKEN_SECONDS = 24 * 3600


def token_for(listing: Listing) -> str:
    """What a page of this listing carries, for a day, to ask for its contact."""
    return signing.dumps(listing.pk, salt=SALT)


def _opens(token: str, pk: int) -> bool:
    try:
        return bool(signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS) == pk)
    except signing.BadSignature:
        return False


@never_cache
@require_POST
@accepts_readers
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the contact to one who works for it: as a part for the page's script, as a page without it."""
    token = request.POST.get("token", "")
    if not _opens(token, pk):
        return HttpResponseForbidden(_("请回到信息页，再点“查看联系方式”。"))
    open_listings = Listing.objects.answering().filter(done_at=None).select_related("category__group")
    context: dict[str, Any] = {"listing": get_object_or_404(open_listings, pk=pk), "token": token}
    purpose = f"contact {pk}"
    with transaction.atomic():
        standing = challenge.judge(request.POST, purpose)
    if standing in {Standing.MISSING, Standing.FAILED}:
        return _tell(request, "ask", {**context, "challenge": challenge.issue(purpose)})
    if limit := _limit_reached(request):
        return ratelimit.refuse(request, limit)
    if context["listing"].is_canary:
        harvesting.note(request)
    found = Contact.objects.revealable().filter(listing=pk).first()
    return _tell(request, "contact", {**context, "contact": found})


def _limit_reached(request: HttpRequest) -> str:
    """The limit that this household or its neighbours have reached; '' if they may have one contact more."""
    if harvesting.is_known(request):
        return harvesting.LIMIT
    limits = (("reveal", visitor), ("reveal-neighbours", neighbourhood), ("reveal-day", neighbourhood))
    names = ((f"classifieds:{name}", of) for name, of in limits)
    return next((name for name, of in names if not ratelimit.allow(name, request, of=of)), "")


def _tell(request: HttpRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    """The part alone for the script of the page, else a page with it."""
    template = f"classifieds/_{part}.html"
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return render(request, template, context)
    return render(request, "classifieds/contact.html", {**context, "part": template})


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to a poster who left an address for letters; the site passes it on and tells nobody the address."""
    reachable = Contact.objects.revealable().filter(takes_letters=True).exclude(email="")
    open_listings = Listing.objects.public().filter(done_at=None, contact__in=reachable).select_related("contact")
    listing = get_object_or_404(open_listings, pk=pk)
    form = LetterForm(request.POST or None)
    purpose = f"letter {pk}"
    is_sent = request.method == "POST" and form.is_valid() and _send(form, listing, request, purpose)
    context = {"listing": listing, "form": form, "is_done": is_sent, "challenge": challenge.issue(purpose)}
    status = 422 if request.method == "POST" and not is_sent else 200
    return render(request, "classifieds/message.html", context, status=status)


def _send(form: LetterForm, listing: Listing, request: HttpRequest, purpose: str) -> bool:
    """Leave the letter for the worker; False if the form now says why not."""
    with transaction.atomic():
        if challenge.judge(request.POST, purpose) in {Standing.MISSING, Standing.FAILED}:
            form.add_error(None, _("自动校验没有通过，请再发一次；没有自动校验的，请回答下面的问题。"))
            return False
        if not ratelimit.allow("classifieds:letter", request, of=neighbourhood):
            form.add_error(None, _("这个网络今天已经转了5封信，请明天再来。"))
            return False
        if not ratelimit.allow_key("classifieds:letter-listing", str(listing.pk)):
            form.add_error(None, _("给这条信息的信今天已经很多了，请明天再来。"))
            return False
        letters.relay(listing, listing.contact, form.cleaned_data["words"], form.cleaned_data["answer_to"])
    return True
