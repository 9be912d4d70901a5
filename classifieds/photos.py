"""Handing out photos: to readers while their listing is public, to others only by a private address."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import FileResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from classifieds.models import Listing, Photo
from classifieds.models.photo import photo_storage
from portal.lib import images

IN_BROWSERS_SECONDS = 24 * 3600


@require_safe
def show(request: HttpRequest, stem: str, width: str = "") -> HttpResponseBase:
    """One width of a photo. No cache but the reader's own keeps it, so that what is hidden is hidden at once."""
    photo = Photo.objects.filter(file=f"{stem}.webp").first()
    if photo is None or (width and int(width) not in photo.widths):
        raise Http404
    is_public = Listing.objects.public().filter(photos=photo).exists()
    if not is_public and not photo.opens_with(request.GET.get("key", "")):
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
    name = images.rendition_name(str(photo.file.name), int(width)) if width else str(photo.file.name)
    if not photo_storage().exists(name):
        raise Http404
    response = FileResponse(photo_storage().open(name), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=IN_BROWSERS_SECONDS)
    return response
