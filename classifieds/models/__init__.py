"""What residents post. One noun a file."""

from classifieds.models.attribute import Attribute
from classifieds.models.category import Category
from classifieds.models.contact import Contact
from classifieds.models.denial import DeniedContact
from classifieds.models.listing import Listing, ListingQuerySet
from classifieds.models.photo import Photo, PhotoBand
from classifieds.models.revision import Revision
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
    "PhotoBand",
    "Revision",
    "Trace",
]
