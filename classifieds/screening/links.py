"""Web addresses in a text: one is fine, shortened ones and many are not. None of them is ever made a live link."""

import re
import unicodedata

# Only endings that are used here; a dot between Chinese words is no address.
ENDINGS = "com|cn|net|org|top|xyz|vip|shop|site|club|cc|info|me|io|app|link|ltd|wang|online|fun|icu|live|store|pro|work"
# Signs of an address; what follows it in Chinese, or a mark that ends a sentence, is not part of it.
REST = r"(?:[/?#:][!-~]*)?"
LINK = re.compile(
    rf"https?://[!-~]+|(?<![a-z0-9.@_-])(?:www\.[a-z0-9.-]+\.[a-z]{{2,}}|(?:[a-z0-9-]+\.)+(?:{ENDINGS}))(?![a-z0-9]){REST}"
)
ANY_CASE = re.compile(LINK.pattern, re.IGNORECASE)
SHORTENERS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t\.cn|url\.cn|dwz\.(?:cn|la|date)|suo\.(?:im|nz)|bit\.ly|tinyurl\.com|is\.gd|t\.co|goo\.gl|u\.nu|"
    r"sourl\.cn|mrw\.so|rrd\.me|c7\.gg|3\.cn|w\.url\.cn|tb\.cn|m\.tb\.cn)(?:/|$)"
)


def links_in(text: str) -> list[str]:
    """The addresses that a text holds, also without http before them."""
    return [match[0].rstrip(",.;!?)'\"") for match in LINK.finditer(unicodedata.normalize("NFKC", text).lower())]


def is_shortened(link: str) -> bool:
    """Whether the address hides where it leads."""
    return SHORTENERS.match(link) is not None


def inert(text: str) -> str:
    """The text with its addresses written so that no program makes a live link of them."""
    return ANY_CASE.sub(lambda match: match[0].replace(".", "．").replace("://", "：//"), text)
