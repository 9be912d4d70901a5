"""The one way to ask other sites for something: `fetch(url)`. Addresses inside any network are out of reach."""

from portal.lib.fetching.client import Answer, fetch
from portal.lib.fetching.reasons import FetchError, ForbiddenError

__all__ = ["Answer", "FetchError", "ForbiddenError", "fetch"]
