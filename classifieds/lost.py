"""A lost management link: asked for by e-mail, with one answer whether or not there is anything to send."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from classifieds import letters
from classifieds.asking import LostForm
from classifieds.models import Contact
from classifieds.models.contact import keyed
from classifieds.posting import posted
from classifieds.publishing import Published
from portal.lib import ratelimit
from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers


@never_cache
@accepts_readers
@rate_limited("classifieds:lost")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the links of the listings of an address."""
    form = LostForm(request.POST or None)
    is_done = request.method == "POST" and form.is_valid()
    if is_done:
        _send(form.cleaned_data["email"])
    status = 422 if request.method == "POST" and not is_done else 200
    return render(request, "classifieds/lost.html", {"form": form, "is_done": is_done}, status=status)


def _send(email: str) -> None:
    """Send the newest listing's link that was not sent today, within what one address and the site may get."""
    known = keyed("contact", email.lower())
    with transaction.atomic():
        # Counted whether or not the address is known, so that both take the same time.
        if not ratelimit.allow_key("classifieds:lost-address", known):
            return
        if not ratelimit.allow_key("classifieds:lost-site", "all"):
            return
        contacts = Contact.objects.filter(email_hash=known, listing__deleted_at=None, listing__withdrawn_at=None)
        for contact in contacts.select_related("listing").order_by("-listing")[:10]:
            if ratelimit.allow_key("classifieds:lost-listing", str(contact.listing_id)):
                letters.send_link(contact.listing, contact)
                return


@never_cache
@accepts_readers
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Where a letter leads: GET shows a button, POST tells a new secret; the old one is good no more."""
    listing = letters.opened_by(token)
    if listing is None:
        response = render(request, "classifieds/locked.html", status=404)
    elif request.method == "POST":
        response = posted(request, Published(listing, *listing.replace_secret()), is_new=False)
    else:
        response = render(request, "classifieds/reopen.html", {"listing": listing, "token": token})
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
