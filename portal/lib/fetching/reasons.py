"""Why nothing came, in words that an editor can act on."""


class FetchError(Exception):
    """The other side could not be asked, or did not answer properly. Its text is for people."""


class ForbiddenError(FetchError):
    """The address is one that we never ask, whatever the network says; trying again is of no use."""
