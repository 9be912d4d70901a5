"""What residents post. One noun a file."""

from classifieds.models.attribute import Attribute
from classifieds.models.category import Category
from classifieds.models.code import NumberCode
from classifieds.models.contact import Contact
from classifieds.models.denial import DeniedContact
from classifieds.models.known import KnownContact
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
    "KnownContact",
    "Listing",
    "ListingQuerySet",
    "NumberCode",
    "Photo",
    "PhotoBand",
    "Revision",
    "Trace",
]
