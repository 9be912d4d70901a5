"""Looking for a withdrawn thing in an answer of the site: its title, its address, its pictures, its words."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.lib import fingerprint
from portal.lib.fingerprint import Sketch
from portal.lib.ownsite import Answer
from portal.moderation.removable import Removable, kind_of
from portal.moderation.surfaces import Surface

# Shorter titles, and fewer pieces of a text, are met by chance.
LEAST_TITLE = 6
LEAST_PIECES, LEAST_SHARE = 12, 0.3
GONE = {404, 410, 451}
REDIRECTS = range(300, 400)
# How a feed says that something is gone (RFC 6721).
DELETED_ENTRY = re.compile(r"<at:deleted-entry\b.*?(?:/>|</at:deleted-entry>)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Sought:
    """What nobody may meet any more."""

    title: str
    path: str
    files: list[str]
    sketch: Sketch

    @classmethod
    def of(cls, item: Removable, files: set[str]) -> "Sought":
        """`files` are those that nothing shows any more."""
        kind = kind_of(item)
        said = kind.said(item)
        # Under a title that something else has too, nobody can tell what is seen.
        title = getattr(item, "title", "")
        is_shared = bool(title) and kind.public().filter(title=title).exclude(pk=item.pk).exists()
        sketch = fingerprint.sketch(f"{said.title}\n{said.text}")
        return cls("" if is_shared else fingerprint.bare(said.title), kind.path(item), sorted(files), sketch)

    def seen_in(self, answer: Answer, surface: Surface, address: str) -> list[str]:
        """What of it an address still shows: "title", "address", "picture", "text".

        "answers" is for its own page, "unreached" for what could not be looked at.
        """
        text = _words(answer)
        is_own = bool(self.path) and self.path in urlsplit(address).path
        # A form that was asked about it repeats its address, and may do so.
        names_it = surface.names_removed or self.path in address
        found = {
            # A server that is in trouble, or sends us elsewhere, proves nothing.
            "unreached": answer.status in REDIRECTS or answer.status == 429 or answer.status >= 500,
            "answers": is_own and answer.status not in GONE,
            "title": self._has_title(text, address),
            "address": not names_it and self._has_address(answer.text),
            "picture": any(name in answer.text for name in self.files),
            "text": self._has_text(text),
        }
        return [name for name, is_there in found.items() if is_there]

    def _has_title(self, text: str, address: str) -> bool:
        """A page of search results repeats what was searched for."""
        is_asked_for = self.title in fingerprint.bare(unquote(address))
        return len(self.title) >= LEAST_TITLE and not is_asked_for and self.title in fingerprint.bare(text, None)

    def _has_address(self, source: str) -> bool:
        return bool(self.path) and bool(re.search(re.escape(self.path) + r"(?!\d)", DELETED_ENTRY.sub("", source)))

    def _has_text(self, text: str) -> bool:
        found = len(fingerprint.pieces(text, None).intersection(self.sketch.values))
        return found >= LEAST_PIECES and found / len(self.sketch.values) >= LEAST_SHARE


def _words(answer: Answer) -> str:
    """The words of an answer, whatever it is written in."""
    if "json" in answer.kind:
        return "\n".join(_strings(json.loads(answer.body)))
    return unescape(unescape(TAG.sub(" ", DELETED_ENTRY.sub("", answer.text))))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [word for part in value for word in _strings(part)]
    return [str(value)]
