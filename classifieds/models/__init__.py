"""What residents post. One noun a file."""

from classifieds.models.category import Attribute, Category
from classifieds.models.listing import Contact, Listing, ListingQuerySet, Value
from classifieds.models.denial import DeniedContact
from classifieds.models.photo import Photo
from classifieds.models.trace import Band, Trace

__all__ = [
    "Attribute",
    "Band",
    "Category",
    "Contact",
    "DeniedContact",
    "Listing",
    "ListingQuerySet",
    "Photo",
    "Trace",
    "Value",
]
