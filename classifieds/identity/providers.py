"""Who carries a code to a number. A site names its own class in IDENTITY_PROVIDER."""

import logging
from abc import ABC, abstractmethod

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class UnsentError(Exception):
    """The code could not be sent now."""


class Provider(ABC):
    """One way to reach a number: a text message, a call, a messenger."""

    @abstractmethod
    def send(self, number: str, code: str) -> None:
        """Send the code to this mobile number within seconds, or raise UnsentError. Keep neither."""


class ConsoleProvider(Provider):
    """Writes the code into the server's log, for trying out the way of a resident. Not for a site that others use."""

    def send(self, number: str, code: str) -> None:
        logger.warning("The code for %s****%s is %s.", number[:3], number[-4:], code)


def provider() -> Provider:
    """The provider of this site; call it only where there is one."""
    found = import_string(settings.IDENTITY_PROVIDER)()
    if not isinstance(found, Provider):
        raise TypeError("IDENTITY_PROVIDER: name a subclass of classifieds.identity.providers.Provider.")
    return found
