"""What each type of JSON-LD has to say, and should, after schema.org and the guides of search engines."""

import datetime
import re
from typing import Any
from urllib.parse import urlsplit

# By type: what must be there, then what should be (a page of ours that can say it always does).
PROPERTIES: dict[str, tuple[set[str], set[str]]] = {
    "NewsArticle": (
        {"headline", "datePublished", "author", "publisher", "mainEntityOfPage"},
        {"dateModified", "image", "articleSection", "inLanguage", "contentLocation", "url", "isAccessibleForFree"},
    ),
    "NewsMediaOrganization": ({"name"}, set()),
    "WebSite": ({"name", "url"}, {"potentialAction", "publisher"}),
    "BreadcrumbList": ({"itemListElement"}, set()),
    "ItemList": ({"itemListElement"}, {"numberOfItems"}),
    "ListItem": ({"position", "name"}, set()),
    "ProfilePage": ({"mainEntity"}, {"url"}),
    "Person": ({"name"}, set()),
    "CorrectionComment": ({"text"}, {"datePublished"}),
    "ImageObject": ({"url"}, {"width", "height"}),
    "JobPosting": (
        {"title", "description", "datePosted", "hiringOrganization", "jobLocation"},
        {"validThrough", "baseSalary"},
    ),
    "RealEstateListing": ({"name", "url", "offers", "mainEntity"}, {"datePosted", "description"}),
    "Accommodation": ({"name", "address"}, {"floorSize", "numberOfRooms"}),
    "Product": ({"name", "offers"}, {"description", "url"}),
    "Vehicle": ({"name", "offers"}, {"description", "url"}),
    "Service": ({"name"}, {"areaServed", "serviceType"}),
    "Event": ({"name", "startDate", "location"}, {"description"}),
    "Course": ({"name", "description"}, set()),
    "Offer": ({"availability"}, {"price", "priceCurrency", "url"}),
    "Place": (set(), {"address", "name"}),
    "PostalAddress": ({"addressCountry", "addressLocality"}, set()),
}
FREE = {"Organization", "Brand", "City", "AdministrativeArea", "QuantitativeValue", "MonetaryAmount"}
FREE |= {"SearchAction", "EntryPoint"}
# A location of an article has a name alone, and a price may be to be talked about.
MAY_LACK = {"Place": {"address", "name"}, "Offer": {"price", "priceCurrency"}, "Service": {"serviceType"}}
ADDRESSES = {"url", "mainEntityOfPage", "isBasedOn", "item", "image", "@id"}
ADDRESSES |= {"correctionsPolicy", "publishingPrinciples", "actionableFeedbackPolicy"}
DAYS = re.compile(r"^(?:date[A-Z]|valid|start|priceValid)")


def wrong_with(thing: dict[str, Any]) -> list[str]:
    """What is missing from a thing or written wrongly, with all that it holds."""
    kind = str(thing.get("@type", ""))
    if not kind:
        return [] if set(thing) == {"@id"} else [f"no type: {thing}"]
    if kind not in PROPERTIES:
        wrong = [] if kind in FREE else [f"unknown type {kind}"]
    else:
        required, recommended = PROPERTIES[kind]
        wanted = required | (recommended - MAY_LACK.get(kind, set()))
        wrong = [f"{kind} without {name}" for name in sorted(wanted - set(thing))]
    for name, value in thing.items():
        for one in value if isinstance(value, list) else [value]:
            wrong += wrong_with(one) if isinstance(one, dict) else _written_wrongly(kind, name, one)
    return wrong


def _written_wrongly(kind: str, name: str, value: Any) -> list[str]:
    if value in (None, ""):
        return [f"{kind}.{name} is empty"]
    if name in ADDRESSES and isinstance(value, str) and not urlsplit(value).netloc:
        return [f"{kind}.{name} is no whole address: {value}"]
    if DAYS.match(name):
        try:
            datetime.datetime.fromisoformat(value)
        except ValueError:
            return [f"{kind}.{name} is no moment: {value}"]
    return []
