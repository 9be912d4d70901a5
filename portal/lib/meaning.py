"""What a page means, for machines: JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from portal.lib.addresses import whole

Thing = dict[str, Any]
# What could end the element, or begin another, is written as JSON writes it otherwise.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(things: Iterable[Thing]) -> SafeString:
    """The element that holds these things; whatever they say, it cannot be left. Nothing for no things."""
    known = list(things)
    if not known:
        return SafeString("")
    graph = {"@context": "https://schema.org", **(known[0] if len(known) == 1 else {"@graph": known})}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def filled(**facts: Any) -> Thing:
    """The facts that are known; `type` and `id` are written as JSON-LD wants them."""
    names = {"type": "@type", "id": "@id"}
    return {names.get(name, name): fact for name, fact in facts.items() if fact not in (None, "", [], {})}


def crumbs(steps: Iterable[tuple[str, str]]) -> Thing:
    """Where a page hangs: names and paths from the front page down; the page itself may go without a path."""
    items = [
        filled(type="ListItem", position=place, name=name, item=path and whole(path))
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def item_list(items: Iterable[tuple[str, str]]) -> Thing:
    """What a page lists: names and paths in the order of the page."""
    listed = [
        {"@type": "ListItem", "position": place, "name": name, "url": whole(path)}
        for place, (name, path) in enumerate(items, 1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(listed), "itemListElement": listed}
