"""What a listing is, in the words of schema.org. Neither its contact nor its free text is part of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from classifieds.models import Category, Listing
from portal.lib.addresses import whole
from portal.lib.meaning import Thing, filled
from portal.regions.meaning import address, place

SCHEMA = "https://schema.org/"
PER = {"month": "MONTH", "day": "DAY", "hour": "HOUR"}
CONDITIONS = {"new": "NewCondition", "good": "UsedCondition", "used": "UsedCondition", "worn": "UsedCondition"}
WAN = 10_000


def of_listing(listing: Listing) -> list[Thing]:
    """The listing by the type of its group; nothing for what has no reach, is looked for, or has no type."""
    write = TYPES.get(listing.category.root.schema_type)
    if write is None or listing.quarantined_at or listing.intent == Category.Intent.WANTED:
        return []
    said = write(listing)
    return [{**_common(listing), **said}] if said else []


def photo_of(listing: Listing) -> str:
    """The address of its first photo, if it has one; prefetch `photos`."""
    return whole(default_storage.url(str(listing.cover.file.name))) if listing.cover else ""


def _common(listing: Listing) -> Thing:
    photos = [whole(default_storage.url(str(photo.file.name))) for photo in listing.photos.all()]
    url = whole(listing.get_absolute_url())
    said = "，".join([listing.title, *listing.gist])
    return filled(
        id=f"{whole(listing.get_plain_url())}#listing", url=url, name=listing.title, description=said, image=photos
    )


def _offer(listing: Listing, **more: Any) -> Thing:
    """What it costs and whether it is still to be had; no price where it is to be talked about."""
    availability = "SoldOut" if listing.done_at else "InStock"
    return filled(
        type="Offer",
        url=whole(listing.get_absolute_url()),
        price=_yuan(listing),
        priceCurrency="CNY" if listing.price else None,
        availability=f"{SCHEMA}{availability}",
        priceValidUntil=timezone.localdate(listing.expires_at).isoformat(),
        areaServed=place(listing.region),
        **more,
    )


def _yuan(listing: Listing) -> str:
    """The price in yuan."""
    if not listing.price:
        return ""
    price = Decimal(listing.price) * (WAN if listing.price_unit.startswith("万") else 1)
    return f"{price:f}".rstrip("0").rstrip(".") if price % 1 else f"{price:.0f}"


def _job(listing: Listing) -> Thing:
    values = listing.values
    unit = PER.get(str(values.get("pay_per", "")))
    pay = {"@type": "QuantitativeValue", "value": _yuan(listing), **filled(unitText=unit)}
    return filled(
        type="JobPosting",
        title=values.get("post") or listing.title,
        datePosted=timezone.localdate(listing.posted_at).isoformat(),
        validThrough=timezone.localtime(listing.expires_at).isoformat(timespec="seconds"),
        # Whom nobody names is not made up: Google takes "confidential" for that.
        hiringOrganization={"@type": "Organization", "name": values.get("employer") or "confidential"},
        jobLocation={"@type": "Place", "address": address(listing.region, listing.place)},
        baseSalary={"@type": "MonetaryAmount", "currency": "CNY", "value": pay} if listing.price else None,
        totalJobOpenings=values.get("people"),
    )


def _home(listing: Listing) -> Thing:
    values = listing.values
    area = values.get("area")
    accommodation = filled(
        type="Accommodation",
        name=values.get("estate") or listing.title,
        numberOfRooms=values.get("rooms"),
        floorSize={"@type": "QuantitativeValue", "value": area, "unitCode": "MTK"} if area else None,
        address=address(listing.region, listing.place),
    )
    purpose = "http://purl.org/goodrelations/v1#" + ("Sell" if "price" in values else "LeaseOut")
    return {
        "@type": "RealEstateListing",
        "datePosted": timezone.localdate(listing.posted_at).isoformat(),
        "mainEntity": accommodation,
        "offers": _offer(listing, businessFunction=purpose),
    }


def _product(listing: Listing) -> Thing:
    brand = listing.values.get("brand")
    condition = CONDITIONS.get(str(listing.values.get("condition")))
    offer = _offer(listing, itemCondition=condition and SCHEMA + condition)
    return filled(type="Product", brand=brand and {"@type": "Brand", "name": brand}, offers=offer)


def _vehicle(listing: Listing) -> Thing:
    mileage = listing.values.get("mileage")
    return filled(
        type="Vehicle",
        model=listing.values.get("model"),
        mileageFromOdometer=mileage and {"@type": "QuantitativeValue", "value": mileage, "unitCode": "KMT"},
        offers=_offer(listing, itemCondition=f"{SCHEMA}UsedCondition"),
    )


def _service(listing: Listing) -> Thing:
    return filled(
        type="Service",
        serviceType=listing.values.get("service"),
        areaServed=place(listing.region),
        offers=_offer(listing),
    )


def _course(listing: Listing) -> Thing:
    return filled(type="Course", about=listing.values.get("subject"), offers=_offer(listing))


def _event(listing: Listing) -> Thing:
    """Something that is to happen; what has no day is no event."""
    values = listing.values
    where = values.get("where") or listing.place
    location = {"@type": "Place", "name": where or listing.region.name, "address": address(listing.region, where)}
    host = values.get("host")
    if not values.get("when"):
        return {}
    return filled(
        type="Event",
        startDate=values["when"],
        location=location,
        organizer=host and {"@type": "Organization", "name": host},
    )


def _business(listing: Listing) -> Thing:
    return _offer(listing)


TYPES: dict[str, Callable[[Listing], Thing]] = {
    "JobPosting": _job,
    "RealEstateListing": _home,
    "Product": _product,
    "Vehicle": _vehicle,
    "Service": _service,
    "Course": _course,
    "Event": _event,
    "Offer": _business,
}
