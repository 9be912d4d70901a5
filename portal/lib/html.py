"""The one sanitiser. What comes in as HTML leaves here as a short list of elements without any script."""

import re
from html import escape, unescape

import nh3

# nh3 takes quadratic time for deep nesting, so what is absurdly large is not parsed at all.
MOST_CHARACTERS = 256_000
MOST_TAGS = 5_000

TAGS = {
    *(
        "p",
        "br",
        "hr",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "sub",
        "sup",
    ),
    *("a", "img", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}
OWN_PICTURE = re.compile(r"/media/[\w./-]+")
# A whole address, a mail address, or a path, query or place on this site; browsers read \\ as / and skip controls.
LINK = re.compile(r"https?://[^\\]|mailto:|/(?![/\\])|[?#]|(?![/\\])[^:\\\x00-\x20]*(?:[/?#]|$)", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


class TooMuchMarkupError(ValueError):
    """The text is larger, or has more tags, than any article needs."""


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures come from this site only, and links lead to whole addresses or to places on this site."""
    if tag == "img" and name == "src":
        return value if OWN_PICTURE.fullmatch(value) else None
    if name == "href":
        return value if LINK.match(value) else None
    return value


def clean(html: str) -> str:
    """The HTML with everything but the allowed elements, attributes and schemes taken out; text is kept.

    Raises TooMuchMarkupError for what is too large to be looked at.
    """
    if len(html) > MOST_CHARACTERS or html.count("<") > MOST_TAGS:
        raise TooMuchMarkupError
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_attribute,
        link_rel="noopener nofollow",
        strip_comments=True,
    ).strip()


def from_paragraphs(paragraphs: list[str]) -> str:
    """Plain paragraphs as HTML; whatever looks like a tag in them is text and stays visible."""
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in paragraphs if part.strip())


def to_text(html: str) -> str:
    """The words alone, paragraphs parted by a line break."""
    broken = re.sub(r"</(?:p|h\d|li|tr|blockquote|figcaption)>|<br\s*/?>", "\n", html)
    return re.sub(r"\n\s*\n+", "\n", unescape(TAG.sub("", broken))).strip()
