"""The e-mails of the newsletter: text and HTML, nothing in them that a mail program would have to fetch."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.languages import PREFIXES
from portal.letters.models import Letter
from portal.lib.script import to_traditional, traditional
from portal.newsletter import tokens
from portal.newsletter.digest import Digest
from portal.newsletter.models import Delivery, Subscription
from portal.regions.models import Region, SiteProfile

TITLE_LENGTH = 60


def edition_name(region: Region | None) -> str:
    """What an edition is called: that of the whole city has the name of the site."""
    return str(region) if region else SiteProfile.load().name


def ask_to_confirm(subscription: Subscription, *, period: str, dress: str) -> None:
    """Leave for the worker the letter that asks whether the reader of this address really wants others."""
    link = settings.SITE_URL + tokens.path(
        "confirm", tokens.to_confirm(subscription, period=period, dress=dress), dress
    )
    site = SiteProfile.load().name
    said = {
        "site": site,
        "edition": edition_name(subscription.region),
        "period": Subscription.Period(period).label,
        "link": link,
    }
    body = _(
        "有人用这个邮箱在%(site)s订阅简报：%(edition)s，%(period)s。\n\n是您的话，打开下面的网址，点“确认订阅”：\n\n%(link)s\n\n"
        "七天内有效。不是您要的，不用理会，不会再有信来。"
    )
    subject, body = _("请确认订阅：%s") % said["edition"], body % said
    if dress == "hant":
        subject, body = traditional(subject), traditional(body)
    Letter.write(subscription.email, subject, body)


def write(delivery: Delivery, digest: Digest) -> EmailMultiAlternatives:
    """The letter with a digest, in the reader's language and script."""
    subscription = delivery.subscription
    leave = settings.SITE_URL + tokens.path("leave", tokens.of_reader(subscription), subscription.dress)
    with translation.override(PREFIXES.get(subscription.dress, "zh-hans")):
        edition = edition_name(digest.region)
        context = {
            "digest": digest,
            "edition": edition,
            "profile": SiteProfile.load(),
            "root": settings.SITE_URL + (f"/{subscription.dress}" if subscription.dress else ""),
            "leave": leave,
        }
        first = (digest.articles or digest.listings)[0].title
        subject = _("%(edition)s简报：%(first)s") % {"edition": edition, "first": first}
        text: str = render_to_string("newsletter/digest.txt", context)
        html: str = render_to_string("newsletter/digest.html", context)
    if subscription.dress == "hant":
        subject, text, html = traditional(subject), traditional(text), to_traditional(html)
    message = EmailMultiAlternatives(
        " ".join(subject.split())[:TITLE_LENGTH],
        text,
        bounces_to(delivery),
        [subscription.email],
        headers=headers(delivery, leave),
    )
    message.attach_alternative(html, "text/html")
    return message


def headers(delivery: Delivery, leave: str) -> dict[str, str]:
    """What tells mail programs whose letter it is and how to leave with one click (RFC 2919, 2369, 3834, 8058).

    The name is the same at every try, so that a mailbox can tell a letter that came twice.
    """
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    region = delivery.subscription.region
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": f"<{tokens.name_of(delivery)}@{host}>",
        "List-Id": f"<{region.slug if region else 'city'}.newsletter.{host}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def bounces_to(delivery: Delivery) -> str:
    """The sender on the envelope: an address of its own for each letter, where the operator named one for that."""
    if not settings.NEWSLETTER_BOUNCES:
        return settings.DEFAULT_FROM_EMAIL
    name, _at, host = settings.NEWSLETTER_BOUNCES.rpartition("@")
    return f"{name}+{tokens.name_of(delivery)}@{host}"
