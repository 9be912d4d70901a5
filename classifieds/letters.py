"""What the site writes to posters."""

import datetime

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds.models import Contact, Listing
from classifieds.screening.links import inert
from portal.letters.models import Letter
from portal.regions.models import SiteProfile

MOST_AT_ONCE = 50
REMIND_BEFORE = datetime.timedelta(days=3)
# A link that opens the management of a listing anew, for who reads the e-mail of its poster.
SALT = "linwen.lost-link"
LINK_SECONDS = 4 * 24 * 3600


def relay(listing: Listing, contact: Contact, words: str, answer_to: str) -> None:
    """Pass a reader's words on. Nothing that the reader wrote becomes a header or a live link."""
    body = _(
        "有人在%(site)s看到您发布的信息，托本站转几句话：\n\n%(words)s\n\n对方留的联系方式：%(answer_to)s\n\n"
        "本站没有核实对方是谁。没看到人和物，不要转账、不交定金；遇到诈骗请打 110 或 96110。\n"
        "不想再收转信，请打开您的管理页，点“不再收转信”。投诉这封信：%(link)s"
    )
    said = {"words": inert(words), "answer_to": inert(answer_to), "site": _site()}
    # Never the management link: whoever answers a letter quotes it.
    said["link"] = f"{settings.SITE_URL}/takedown/?url=/classifieds/{listing.pk}/"
    Letter.write(contact.email, _("有人问您的信息：%s") % listing.title, body % said)


def send_link(listing: Listing, contact: Contact) -> None:
    """Send a poster the way back to the management page."""
    body = _("您发布的《%(title)s》，从这里打开管理页：\n\n%(link)s\n\n四天内有效，用一次。不是您要的，不用理会。")
    Letter.write(contact.email, _("管理您发布的信息"), body % {"title": listing.title, "link": _link(listing)})


def remind() -> int:
    """Tell posters who left an address that their listing ends soon; how many were told."""
    now = timezone.now()
    ending = Listing.objects.public().filter(expires_at__lt=now + REMIND_BEFORE, reminded_at=None, done_at=None)
    # What lives for days only was posted for them.
    ending = ending.filter(posted_at__lt=now - REMIND_BEFORE * 2).exclude(contact__email="").select_related("contact")
    told = 0
    for listing in ending[:MOST_AT_ONCE]:
        if Listing.objects.filter(pk=listing.pk, reminded_at=None).update(reminded_at=now):
            day = timezone.localtime(listing.expires_at)
            body = _(
                "您发布的《%(title)s》%(month)d月%(day)d日到期，到期自动下线。还要展示，请在这里续期：\n\n%(link)s"
            )
            said = {"title": listing.title, "month": day.month, "day": day.day, "link": _link(listing)}
            Letter.write(listing.contact.email, _("您的信息快到期了"), body % said)
            told += 1
    return told


def token_for(listing: Listing) -> str:
    """What opens the management of a listing anew, until a new secret is told."""
    return signing.dumps([listing.pk, listing.secret_hash[:16]], salt=SALT)


def opened_by(token: str) -> Listing | None:
    """The listing that a token of a letter opens; None if it is too old, used or not ours."""
    try:
        pk, secret_hash = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Listing.objects.filter(pk=pk, secret_hash__startswith=secret_hash, deleted_at=None).first()


def _link(listing: Listing) -> str:
    return f"{settings.SITE_URL}/classifieds/manage/lost/{token_for(listing)}/"


def _site() -> str:
    return SiteProfile.load().name
