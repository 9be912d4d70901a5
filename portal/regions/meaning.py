"""What the site is, and which places it writes about, in the words of schema.org."""

from django.templatetags.static import static

from portal.lib.addresses import whole
from portal.lib.meaning import Thing, filled
from portal.regions.models import Region, SiteProfile

PLACES = {
    Region.Kind.CITY: "City",
    Region.Kind.COUNTY: "AdministrativeArea",
    Region.Kind.TOWN: "AdministrativeArea",
    Region.Kind.OTHER: "Place",
}


def publisher(profile: SiteProfile) -> Thing:
    """The site as the publisher of a page, with where its rules are."""
    return filled(
        type="NewsMediaOrganization",
        id=whole("/#organization"),
        name=profile.name,
        url=whole("/"),
        logo=whole(static("img/mark.svg")),
        publishingPrinciples=whole("/about/"),
        correctionsPolicy=whole("/corrections/"),
        actionableFeedbackPolicy=whole("/takedown/"),
        areaServed=profile.city and {"@type": "City", "name": profile.city},
    )


def site(profile: SiteProfile) -> Thing:
    """The site with its search."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": whole("/search/?q=") + "{q}"},
        "query-input": "required name=q",
    }
    return filled(
        type="WebSite",
        id=whole("/#website"),
        name=profile.name,
        url=whole("/"),
        publisher={"@id": whole("/#organization")},
        potentialAction=search,
    )


def place(region: Region) -> Thing:
    """A region as the place of something."""
    return {"@type": PLACES[Region.Kind(region.kind)], "name": region.name}


def address(region: Region, place: str = "") -> Thing:
    """Where something is, as far as it is said."""
    return filled(type="PostalAddress", addressCountry="CN", addressLocality=region.name, streetAddress=place)
