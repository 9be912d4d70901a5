"""What a reader's browser does to a form: it works for the proof, or the reader answers the question."""

import hashlib
import re
from html import unescape
from itertools import count
from typing import Any

from django.test import Client

from portal.lib.challenge import ROUNDS


def solve(work: str) -> str:
    """The proof that the form is to carry."""
    found: list[str] = []
    for number in count():
        if len(found) == ROUNDS:
            return f"{work}:{','.join(found)}"
        text = f"{number:08x}"
        digest = hashlib.sha256(f"{work[:32]}{text}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - int(work.split(".")[1])) == 0:
            found.append(text)
    raise AssertionError


def fields(html: str, **typed: Any) -> dict[str, str]:
    """The hidden fields of a page's challenge, with a proof, and what was typed beside them."""
    work, ticket = (re.search(pattern, html) for pattern in (r' work="([^"]+)"', r'name="ticket" value="([^"]+)"'))
    assert work, html
    assert ticket, html
    return {"proof": solve(unescape(work[1])), "ticket": unescape(ticket[1]), **typed}


def answer_in(html: str) -> str:
    """The answer to the question that a page asks."""
    words = "零一二三四五六七八九"
    asked = re.search(rf"([{words}])加([{words}])等于几", html)
    assert asked, html
    return str(words.index(asked[1]) + words.index(asked[2]))


def post_comment(client: Client, article: Any, text: str, **typed: Any) -> Any:
    """Open the form, fill it in, let the browser work, and send it."""
    url = f"/articles/{article.pk}/comments/"
    html = client.get(url, {"part": "form"}).content.decode()
    return client.post(url, fields(html, **{"nickname": "涟水网友", "text": text, **typed}))
