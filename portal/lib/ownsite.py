"""Asking our own site for a page over HTTP, as a reader would get it. Nothing else is ever asked from here."""

import http.client
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What the site answered."""

    status: int
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class OwnSite:
    """A connection to the web server of this site, kept open from one question to the next; a context manager."""

    def __init__(self) -> None:
        at = urlsplit(settings.OWN_ADDRESS)
        connect = http.client.HTTPSConnection if at.scheme == "https" else http.client.HTTPConnection
        self.connection = connect(str(at.hostname), at.port, timeout=SECONDS)
        self.headers = {"Host": urlsplit(settings.SITE_URL).netloc, "User-Agent": "linwen-certificate"}
        if settings.SECURE:
            # As the web server in front of us says it, or a page would be a redirect to https.
            self.headers["X-Forwarded-Proto"] = "https"

    def __enter__(self) -> "OwnSite":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def ask(self, path: str) -> Answer:
        """The answer to a GET; OSError or HTTPException when there is none."""
        self.connection.request("GET", quote(path, safe="/?&=%:,;+@!$'()*~"), headers=self.headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers.get_content_type(), response.read())
