"""Texts as WordPress keeps them, as ours: paragraphs without <p>, shortcodes, comments that answer one another."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.utils.text import slugify

from articles.models import Comment
from portal.lib import html
from portal.lib.importing.fields import limit
from portal.lib.text import one_line

BLOCK = re.compile(r"</?(?:p|h[1-6]|[uo]l|li|blockquote|figure|table|hr|div|pre|section)\b", re.IGNORECASE)
# Those of WordPress itself; what else stands in brackets may be the author's own words.
SHORTCODE = re.compile(r"\[/?(?:caption|wp_caption|gallery|playlist|audio|video|embed|more|nextpage)\b[^\[\]]*\]")
# What is not closed goes to the end, as in a browser.
REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
FIGURE_IN_PARAGRAPH = re.compile(r"<p\b[^<>]*>\s*(<figure>(?:(?!</figure>).)*</figure>)\s*</p>", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Headings that our pages do not have, as those that they have.
HEADINGS = {"1": "2", "5": "4", "6": "4"}
HEADING = re.compile(r"(</?h)([156])\b", re.IGNORECASE)
LONGEST_COMMENT = limit(Comment, "text") or 500
NOBODY = "网友"


def content(said: str) -> str:
    """A text as it was written, without the remarks of the editor that wrote it."""
    return REMARK.sub("", CONTROL.sub("", said.replace("\r\n", "\n")))


def body(content: str) -> str:
    """The HTML of a text; blank lines part its paragraphs where it has no <p>. Not yet sanitised."""
    text = HEADING.sub(lambda match: match[1] + HEADINGS[match[2]], SHORTCODE.sub("", content))
    text = FIGURE_IN_PARAGRAPH.sub(r"\1", text)
    if re.search(r"<p\b", text, re.IGNORECASE):
        return text.strip()
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "\n".join(
        part if BLOCK.match(part) else "<p>{}</p>".format(part.replace("\n", "<br>")) for part in parts if part
    )


def plain(markup: str) -> str:
    """The words alone."""
    return html.to_text(html.clean(CONTROL.sub("", markup)[: html.MOST_CHARACTERS]))


def line(text: str, most: int) -> str:
    """On one line, cut with an ellipsis where it is longer."""
    words = one_line(html.to_text(text))
    return words if len(words) <= most else words[: most - 1] + "…"


def has_words(name: str) -> bool:
    return bool(slugify(name, allow_unicode=True))


def comments(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The approved ones, each with what answers it, at whatever depth; trackbacks are none."""
    shown = [
        row for row in rows if row.get("comment_approved") == "1" and row.get("comment_type", "") in {"", "comment"}
    ]
    parents = {row.get("comment_id", ""): row.get("comment_parent", "0") for row in shown}
    threads: dict[str, dict[str, Any]] = {}
    for row in sorted(shown, key=lambda row: row.get("comment_date_gmt", "")):
        number = row.get("comment_id", "")
        first = _first(number, parents)
        comment = _comment(row)
        if not comment["text"]:
            continue
        if first != number and first in threads:
            threads[first].setdefault("replies", []).append(comment)
        else:
            threads[number] = comment
    return list(threads.values())


def _first(number: str, parents: dict[str, str]) -> str:
    """The comment with which its thread begins."""
    seen = {number}
    while (parent := parents.get(number, "0")) in parents and parent not in seen:
        seen.add(parent)
        number = parent
    return number


def _comment(row: dict[str, str]) -> dict[str, Any]:
    text = plain(row.get("comment_content", ""))
    comment = {
        "nickname": line(row.get("comment_author", ""), 20) or NOBODY,
        "text": text if len(text) <= LONGEST_COMMENT else text[: LONGEST_COMMENT - 1] + "…",
    }
    try:
        moment = datetime.datetime.fromisoformat(row.get("comment_date_gmt", ""))
    except ValueError:
        return comment
    return comment | {"at": moment.replace(tzinfo=datetime.UTC).isoformat()}
