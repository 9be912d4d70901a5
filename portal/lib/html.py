"""The one sanitiser. What comes in as HTML leaves here as a short list of elements without any script."""

import re
from collections.abc import Callable
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
# As they leave nh3, in whose attributes < and > are always escaped.
PICTURE = re.compile(r"<img\b[^>]*>")
EMPTY_FIGURE = re.compile(r"<figure>\s*</figure>")


class TooMuchMarkupError(ValueError):
    """The text is larger, or has more tags, than any article needs."""


def own_picture(address: str) -> str | None:
    """Pictures come from this site only."""
    return address if OWN_PICTURE.fullmatch(address) else None


def clean(html: str, picture: Callable[[str], str | None] = own_picture) -> str:
    """The HTML with everything but the allowed elements, attributes and schemes taken out; text is kept.

    `picture` gives the address to show in place of a picture's, or nothing: then the picture goes. Raises
    TooMuchMarkupError for what is too large to be looked at.
    """
    if len(html) > MOST_CHARACTERS or html.count("<") > MOST_TAGS:
        raise TooMuchMarkupError

    def attribute(tag: str, name: str, value: str) -> str | None:
        """Links lead to whole addresses or to places on this site."""
        if tag == "img" and name == "src":
            return picture(value)
        return None if name == "href" and not LINK.match(value) else value

    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=attribute,
        link_rel="noopener nofollow",
        strip_comments=True,
    )
    return without_empty_figures(PICTURE.sub(_valid, cleaned)).strip()


def without_empty_figures(cleaned: str) -> str:
    """The same without the frames of pictures that went."""
    return EMPTY_FIGURE.sub("", cleaned)


def _valid(tag: re.Match[str]) -> str:
    """A picture always says where it is and what is on it, if only that it is for decoration."""
    if ' src="' not in tag[0]:
        return ""
    return tag[0] if ' alt="' in tag[0] else tag[0].replace("<img", '<img alt=""', 1)


def from_paragraphs(paragraphs: list[str]) -> str:
    """Plain paragraphs as HTML; whatever looks like a tag in them is text and stays visible."""
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in paragraphs if part.strip())


def to_text(html: str) -> str:
    """The words alone, paragraphs parted by a line break."""
    broken = re.sub(r"</(?:p|h\d|li|tr|blockquote|figcaption)>|<br\s*/?>", "\n", html)
    return re.sub(r"\n\s*\n+", "\n", unescape(TAG.sub("", broken))).strip()
