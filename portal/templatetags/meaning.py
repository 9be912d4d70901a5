"""What a page means for machines, put where the page knows it."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import meaning as of_articles
from articles.models import Article, Person
from classifieds import meaning as of_listings
from classifieds.models import Listing
from portal.lib import meaning
from portal.regions.meaning import publisher, site

register = template.Library()
register.filter("share_picture", of_articles.picture_of)
register.filter("photo_address", of_listings.photo_of)


@register.simple_tag(takes_context=True)
def article_meaning(context: template.Context, article: Article) -> SafeString:
    """The article; what an editor took out of all lists says nothing."""
    if article.deindexed_at:
        return SafeString("")
    return meaning.script([of_articles.of_article(article, context["site"]["profile"])])


@register.simple_tag
def listing_meaning(listing: Listing) -> SafeString:
    return meaning.script(of_listings.of_listing(listing))


@register.simple_tag
def person_meaning(person: Person) -> SafeString:
    return meaning.script([of_articles.of_person(person)])


@register.simple_tag(takes_context=True)
def site_meaning(context: template.Context) -> SafeString:
    """The site itself and who is behind it."""
    profile = context["site"]["profile"]
    return meaning.script([publisher(profile), site(profile)])


@register.simple_tag
def crumbs_meaning(here: Any, *parents: Any) -> SafeString:
    """The way down to this page; a parent is a thing with an address of its own, the name of a URL, or nothing."""
    steps = [(_("首页"), reverse("home")), *(_step(one) for one in parents if one), (str(here), "")]
    return meaning.script([meaning.crumbs(steps)])


def _step(parent: Any) -> tuple[str, str]:
    if parent == "classifieds:index":
        return _("便民信息"), reverse(parent)
    return str(parent), parent.get_absolute_url()


@register.simple_tag
def list_meaning(*lists: Iterable[Any] | None) -> SafeString:
    """What the page lists, in its order; each thing once."""
    things = {one.get_absolute_url(): str(one) for things in lists for one in things or ()}
    return meaning.script([meaning.item_list((name, path) for path, name in things.items())] if things else [])
