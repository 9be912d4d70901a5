"""XML from strangers, before any parser sees it: without declarations, and with the entities that XML knows.

What this leaves is text in one encoding that can name no file, no address and no other entity.
"""

import re
from html.entities import html5

from articles.index.documents import STRAY

DECLARATION = re.compile(r"<\?xml\b[^>]*\?>\s*", re.IGNORECASE)
DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>", re.IGNORECASE)
# An entity that stands for a few characters and for no other entity.
ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z][\w.-]{0,40})\s+(?:\"([^\"%&<]{0,200})\"|'([^'%&<]{0,200})')\s*>")
MOST_ENTITIES = 100
MOST_EXPANDED = 100_000
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
AMPERSAND = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
OF_XML = {"amp;", "lt;", "gt;", "quot;", "apos;", "AMP;", "LT;", "GT;", "QUOT;"}


def tidy(text: str) -> str:
    """The document with what XML forbids taken out, and what people write nevertheless written properly."""
    text = STRAY.sub("", text.lstrip("\ufeff"))
    return _with_plain_entities(_without_doctype(DECLARATION.sub(_lines, text, count=1)))


def _lines(found: re.Match[str]) -> str:
    """As many lines as were there, so that a complaint names the right one."""
    return "\n" * found[0].count("\n")


def _without_doctype(text: str) -> str:
    """The text with harmless entities written out, and nothing declared any more: no file or bomb is ever opened."""
    head = DOCTYPE.search(text)
    if not head:
        return text
    entities = {name: one or other for name, one, other in ENTITY.findall(head[0])[:MOST_ENTITIES]}
    text = text[: head.start()] + _lines(head) + text[head.end() :]
    for name, value in entities.items():
        if len(value) * text.count(f"&{name};") <= MOST_EXPANDED:
            text = text.replace(f"&{name};", value)
    return text


def _with_plain_entities(text: str) -> str:
    """The text with names of HTML as their characters, and `&` that begins no name as what it stands for.

    XML knows neither, and what is no XML is read by a parser that guesses. Sections of CDATA are left as they are.
    """
    parts = CDATA.split(text)
    parts[::2] = (AMPERSAND.sub(_entity, part) for part in parts[::2])
    return "".join(parts)


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if not name or (name[0] != "#" and name not in html5):
        return f"&amp;{found[0][1:]}"
    return found[0] if name[0] == "#" or name in OF_XML else html5[name]
