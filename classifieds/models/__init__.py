"""What residents post. One noun a file."""

from classifieds.models.category import Attribute, Category
from classifieds.models.listing import Contact, Listing, ListingQuerySet, Value
from classifieds.models.photo import Photo

__all__ = ["Attribute", "Category", "Contact", "Listing", "ListingQuerySet", "Photo", "Value"]
