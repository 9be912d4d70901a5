"""What residents post. One noun a file."""

from classifieds.models.category import Attribute, Category
from classifieds.models.contact import Contact
from classifieds.models.denial import DeniedContact
from classifieds.models.listing import Listing, ListingQuerySet
from classifieds.models.photo import Photo
from classifieds.models.trace import Band, Trace
from classifieds.models.value import Value

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
