"""Managing a listing by its secret. GET shows; every change is a POST to a verb below the secret."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classifieds import device
from classifieds.forms import ListingForm, tidy
from classifieds.models import Contact, Listing
from classifieds.publishing import revise
from portal.lib import ratelimit
from portal.lib.readers import accepts_readers
from portal.lib.visitors import neighbourhood

View = Callable[..., HttpResponse]


def _guesses_too_often(request: HttpRequest) -> bool:
    """Whether so many wrong links and codes came from there that even a right one is not looked at for a while."""
    near = ratelimit.is_over("classifieds:guess-neighbours", request, of=neighbourhood)
    return near or ratelimit.is_over("classifieds:guess", request)


def _note_guess(request: HttpRequest) -> None:
    ratelimit.allow("classifieds:guess", request)
    ratelimit.allow("classifieds:guess-neighbours", request, of=neighbourhood)


def with_secret(view: View) -> View:
    """Find the listing that the secret manages, and keep the secret out of referrers, caches and search engines."""

    @functools.wraps(view)
    def found(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        if _guesses_too_often(request):
            return ratelimit.refuse(request, "classifieds:guess")
        listing = Listing.managed_by(secret)
        if listing is None:
            _note_guess(request)
            response = render(request, "classifieds/locked.html", status=404)
        else:
            response = view(request, listing, secret, **kwargs)
        # Other sites are told nothing. "no-referrer" would also take the origin from our own forms, and without TLS
        # that is how a POST from elsewhere is known.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(found)


def back(secret: str, said: str) -> HttpResponseRedirect:
    response = redirect("classifieds:manage", secret)
    response["Location"] += f"?said={said}"
    return response


@never_cache
@accepts_readers
def mine(request: HttpRequest) -> HttpResponse:
    """What this device posted, and a field for the 12-digit code."""
    if request.method == "POST":
        if _guesses_too_often(request):
            return ratelimit.refuse(request, "classifieds:guess")
        code = request.POST.get("code", "")
        if Listing.managed_by(code) is not None:
            return redirect("classifieds:manage", code.replace(" ", "").replace("-", ""))
        _note_guess(request)
        return render(
            request, "classifieds/mine.html", {"code": code, "error": _("没有这个凭证码，请核对")}, status=422
        )
    pairs = [(secret, Listing.managed_by(secret)) for secret in device.secrets_here(request)]
    return render(request, "classifieds/mine.html", {"rows": [pair for pair in pairs if pair[1] is not None]})


SAID = {
    "renewed": "已续期。",
    "early": "三天内只能续期一次，请过两天再来。",
    "dated": "这条信息到所写的日期为止，改一改日期就能延长。",
    "done": "已标为成交，电话不再显示。",
    "again": "已重新展示，电话又能看到了。",
    "hidden": "联系方式已隐藏。",
    "shown": "联系方式已重新显示。",
    "edited": "已改好。",
    "letters": "会重新收到转信。",
    "no_letters": "不再转信给您。",
    "appealed": "已转给编辑，会尽快看。",
    "waiting": "已经在编辑那里了，不用再点。",
}


@with_secret
def manage(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """The listing as its poster sees it, with what can be done."""
    said = SAID.get(request.GET.get("said", ""))
    contact = Contact.objects.filter(listing=listing).first()
    context = {"listing": listing, "secret": secret, "contact": contact, "said": _(said) if said else ""}
    return render(request, "classifieds/manage.html", context)


@accepts_readers
@with_secret
def edit(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """The form again, filled in; on POST the listing says what the form says."""
    category = listing.category
    if request.method == "POST":
        form = ListingForm(request.POST, category=category, since=timezone.localdate(listing.posted_at))
        if form.is_valid() and revise(form, listing, request):
            return back(secret, "edited")
        context = {"category": category, "form": form, "listing": listing, "secret": secret}
        return render(request, "classifieds/edit.html", context, status=422)
    contact = Contact.objects.filter(listing=listing).first()
    initial: dict[str, Any] = {name: getattr(listing, name) for name in ("title", "body", "place", "region", "intent")}
    initial |= {f"a_{key}": value for key, value in listing.values.items()}
    if contact:
        initial |= {name: getattr(contact, name) for name in ("name", "phone", "wechat", "email")}
    form = ListingForm(category=category, initial=initial, since=timezone.localdate(listing.posted_at))
    context = {"category": category, "form": form, "listing": listing, "secret": secret}
    return render(request, "classifieds/edit.html", context)


@require_POST
@accepts_readers
@with_secret
def renew(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    refused = "dated" if listing.last_day else "early"
    return back(secret, "renewed" if listing.renew() else refused)


@require_POST
@accepts_readers
@with_secret
def done(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    listing.finish()
    return back(secret, "done")


@require_POST
@accepts_readers
@with_secret
def offer_again(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    return back(secret, "again" if listing.offer_again() else "")


@require_POST
@accepts_readers
@with_secret
def hide_contact(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """Hide the contact, or show it again."""
    contact = Contact.objects.filter(listing=listing).first()
    if contact is None:
        return back(secret, "hidden")
    contact.hidden_at = None if contact.hidden_at else timezone.now()
    contact.save(update_fields=["hidden_at"])
    listing.purge_pages()
    return back(secret, "hidden" if contact.hidden_at else "shown")


@require_POST
@accepts_readers
@with_secret
def delete(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """Take the listing off, its contact at once."""
    listing.delete_by_poster()
    response = render(request, "classifieds/deleted.html")
    device.keep(response, [one for one in device.secrets_here(request) if one != secret])
    return response


@require_POST
@accepts_readers
@with_secret
def letters(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """Take no more letters, or take them again."""
    contact = Contact.objects.filter(listing=listing).first()
    if contact is not None:
        contact.takes_letters = not contact.takes_letters
        contact.save(update_fields=["takes_letters"])
        listing.purge_pages()
    return back(secret, "letters" if contact and contact.takes_letters else "no_letters")


@require_POST
@accepts_readers
@with_secret
def appeal(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """Ask an editor to look at a listing that is held or without reach."""
    return back(secret, "appealed" if listing.appeal(tidy(request.POST.get("why", ""))) else "waiting")


@with_secret
def export(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """Everything that is stored of the listing, as JSON."""
    contact = Contact.objects.filter(listing=listing).values("name", "phone", "wechat", "email").first()
    photos = [
        {"address": photo.file.url, "width": photo.width, "height": photo.height, "fingerprint": photo.fingerprint}
        for photo in listing.photos.all()
    ]
    data = {
        "category": str(listing.category),
        "region": str(listing.region),
        "contact": contact,
        "photos": photos,
        **{name: getattr(listing, name) for name in ("title", "body", "place", "values", "intent", "reason_sentences")},
        **{name: getattr(listing, name) for name in ("posted_at", "renewed_at", "expires_at", "done_at")},
    }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="listing-{listing.pk}.json"'
    return response
