"""Posting in two steps: tap a category, fill in one form. Live at once; the secret is told once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classifieds import device
from classifieds.forms import ListingForm
from classifieds.identity.levels import note_of
from classifieds.models import Category, Listing
from classifieds.publishing import Published, publish, purpose_of
from classifieds.screening import storm, timing
from classifieds.screening.sender import know_again
from classifieds.tray import Tray
from portal.lib import challenge
from portal.lib.images import PictureError
from portal.lib.qr import qr_code
from portal.lib.readers import accepts_readers
from portal.regions.models import Region


@never_cache
def post(request: HttpRequest) -> HttpResponse:
    """Step 1: what it is, and where."""
    groups = Category.objects.open().groups().prefetch_related("leaves")
    region = _asked_region(request) or _last_region(request)
    context = {"groups": groups, "chosen": region, "regions": Region.objects.exclude(kind=Region.Kind.TOWN)}
    return render(request, "classifieds/post.html", context)


def _asked_region(request: HttpRequest) -> Region | None:
    return Region.objects.filter(slug=request.GET.get("region", "").replace("\0", "")).first()


def _last_region(request: HttpRequest) -> Region | None:
    """Where this device posted last, as step 1 offers it: a county rather than its town."""
    last = next((found for one in device.secrets_here(request) if (found := Listing.managed_by(one))), None)
    if last is None:
        return None
    return last.region.parent if last.region.kind == Region.Kind.TOWN else last.region


@never_cache
@accepts_readers
def fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 2: the form, and its answer: the listing with its links, or the form with what is to be mended."""
    open_leaves = Category.objects.open().exclude(group=None).select_related("group")
    category = get_object_or_404(open_leaves, slug=slug)
    tray = Tray.of(request, category)
    if request.method != "POST":
        region = _asked_region(request) or _last_region(request) or Region.objects.first()
        return _show(request, ListingForm(category=category, initial={"region": region}), tray)
    form = ListingForm(request.POST, category=category)
    form.is_valid()
    for wrong in tray.receive(request):
        form.add_error(None, wrong)
    published = publish(form, request, tray.chosen) if form.is_valid() else None
    if published is None:
        return _show(request, form, tray, status=422)
    tray.empty()
    return posted(request, published)


@require_POST
@accepts_readers
def photos(request: HttpRequest, slug: str) -> HttpResponse:
    """Put photos into the tray while the form is being filled in; answers with their part of the form."""
    tray = Tray.of(request, get_object_or_404(Category.objects.open().exclude(group=None), slug=slug))
    before = {photo.pk for photo in tray.photos()}
    try:
        for upload in request.FILES.getlist("photos"):
            tray.add(upload, request)
    except PictureError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    rows = [(photo, True) for photo in tray.photos() if photo.pk not in before]
    response = render(request, "classifieds/_tray.html", {"rows": rows})
    tray.keep(response)
    return response


def _show(request: HttpRequest, form: ListingForm, tray: Tray, status: int = 200) -> HttpResponse:
    """The form with a fresh challenge; since when it is open stays, when it comes back to be mended."""
    purpose = purpose_of(form.category)
    opened = request.POST.get("opened", "")
    if timing.pace(opened, purpose) is timing.Pace.STALE:
        opened = timing.opened_now(purpose)
    harder = storm.EXTRA_BITS if storm.is_blowing() else 0
    context = {
        "category": form.category,
        "form": form,
        "challenge": challenge.issue(purpose, harder=harder),
        "opened": opened,
        "tray": tray,
        "identity_note": note_of(form.category),
    }
    response = render(request, "classifieds/fill.html", context, status=status)
    if tray.photos():
        tray.keep(response)
    return response


def posted(request: HttpRequest, published: Published, *, is_new: bool = True) -> HttpResponse:
    """What became of it, and the secret, told this once."""
    listing, secret, code = published.listing, published.secret, published.code
    address = f"/classifieds/manage/{secret}/"
    context = {
        "listing": listing,
        "is_new": is_new,
        "secret": secret,
        "manage_url": reverse("classifieds:manage", args=[secret]),
        "plain_manage_url": address,
        "code": " ".join(code[place : place + 4] for place in range(0, len(code), 4)),
        "qr": qr_code(address),
    }
    response = render(request, "classifieds/posted.html", context)
    response.headers["Referrer-Policy"] = "same-origin"
    device.remember(request, response, secret)
    know_again(request, response)
    return response
