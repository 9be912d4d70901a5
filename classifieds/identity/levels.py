"""Which level holds for a category on this site.

L0 and L1 ask nothing about the person; L0 says so on the page. L2 wants the number confirmed by a code. L3 wants that
and an editor who knows the number's holder; whoever is not known waits for one.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from classifieds.models import Category, Contact, KnownContact, Listing
from portal.regions.models import SiteProfile

Level = Category.Level


def level_of(category: Category) -> Level:
    """What is asked of somebody who posts here."""
    chosen = Level(max(category.level, category.root.level))
    profile = SiteProfile.load()
    if profile.is_mainland:
        return max(chosen, Level.NUMBER)
    if profile.is_demo:
        return Level.NONE
    # Abroad a site may begin without a provider; an editor can always look.
    return Level.CHALLENGE if chosen == Level.NUMBER and not can_confirm() else chosen


def note_of(category: Category) -> str:
    """What a resident is told of it above the contact fields."""
    notes = {
        Level.NONE: _("演示站：不核验发布人的身份。请勿填写真实的电话和微信。"),
        Level.CHALLENGE: "",
        Level.NUMBER: _("这类信息要核验手机号：点“立即发布”后会收到短信验证码，填好再点一次。"),
        Level.EDITOR: _("这类信息的发布人要先由编辑核验，核验后就显示。"),
    }
    return notes[level_of(category)]


def can_confirm() -> bool:
    """Whether this site has somebody to send codes."""
    return bool(settings.IDENTITY_PROVIDER)


def is_open() -> bool:
    """Whether anybody can post: not where the law wants numbers confirmed and nothing can confirm them."""
    return can_confirm() or not SiteProfile.load().is_mainland


def is_for_editor(listing: Listing, contact: Contact) -> bool:
    """Whether the level wants an editor who knows the holder of a confirmed number, and nobody does."""
    if level_of(listing.category) < Level.EDITOR:
        return False
    return contact.confirmed_at is None or not KnownContact.any_of(contact.hashes())
