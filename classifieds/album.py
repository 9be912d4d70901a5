"""The photos of a listing in its poster's hands: added, removed, put in order, each by a POST below the secret."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from classifieds import tray
from classifieds.managing import with_secret
from classifieds.models import Listing, Photo
from classifieds.publishing import add_photo, remove_photo
from portal.lib.images import PictureError
from portal.lib.readers import accepts_readers


@accepts_readers
@with_secret
def album(request: HttpRequest, listing: Listing, secret: str) -> HttpResponse:
    """The photos; a POST adds those that it brings."""
    wrong = _add(request, listing) if request.method == "POST" else []
    if request.method == "POST" and not wrong:
        return redirect("classifieds:album", secret)
    context = {"listing": listing, "secret": secret, "photos": listing.photos.all(), "wrong": wrong, "most": tray.MOST}
    return render(request, "classifieds/album.html", context, status=422 if wrong else 200)


def _add(request: HttpRequest, listing: Listing) -> list[str]:
    """Add what was uploaded; what is wrong with the rest, in words."""
    wrong: list[str] = []
    for upload in request.FILES.getlist("photos"):
        try:
            if listing.photos.count() >= tray.MOST or not add_photo(listing, tray.accept(upload, request)):
                return [*wrong, _("最多9张照片。")]
        except PictureError as error:
            wrong.append(f"{str(upload.name)[:40]}：{error}")
    return wrong


def _own(listing: Listing, pk: int) -> Photo:
    """The listing's photo of this number; one of another listing, or of a tray, is refused."""
    photo = get_object_or_404(Photo, pk=pk)
    if photo.listing_id != listing.pk:
        raise PermissionDenied
    return photo


@require_POST
@accepts_readers
@with_secret
def remove(request: HttpRequest, listing: Listing, secret: str, pk: int) -> HttpResponse:
    remove_photo(listing, _own(listing, pk))
    return redirect("classifieds:album", secret)


@require_POST
@accepts_readers
@with_secret
def earlier(request: HttpRequest, listing: Listing, secret: str, pk: int) -> HttpResponse:
    """Move a photo one place to the front; the first one is the cover."""
    _own(listing, pk).move_earlier()
    return redirect("classifieds:album", secret)
