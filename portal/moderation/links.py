"""Finding links however they are written: http://…, www…, a bare domain, with 点 for the dot, in full width."""

import re
import unicodedata

from portal.moderation.words import LOOKALIKES

# Ends of domain names. The rarer an end is as anything else, the more disguises of it are looked for.
MAIN = "com|cn|net|org"
COMMON = (
    f"{MAIN}|top|xyz|vip|cc|club|info|shop|site|online|wang|ltd|app|icu|fun|live|store|tech|biz|link|click|win|mobi"
)
OTHER = "io|me|tv|co|hk|tw|mo|jp|kr|ru|uk|us|de|fr|eu|in|sg|my|gg|to|ly|so|im|ws|la|pw|tk|ml|ga|cf|gq|asia|edu|gov|ai"
CHINESE = "中国|公司|网络|网址|网店|商城|集团|在线|中文网|我爱你"
DOT = r"[.。．｡・·•]"
SAID = r"(?:点|點|丶|\W?dot\W?|[\[(（【]\W?[\])）】])"

LINKS = [
    re.compile(pattern)
    for pattern in (
        r"[a-z][a-z0-9+-]{1,20}:\s?/\s?/",
        r"\bhxxps?\b",
        r"\b(?:weixin|alipays?|magnet):",
        rf"\bwww\s?(?:{DOT}|{SAID})",
        r"\bxn--[a-z0-9]",
        rf"[a-z0-9-]{DOT}(?:{COMMON}|{OTHER})(?![a-z0-9])",
        rf"[a-z0-9]\s{{0,3}}{DOT}\s{{0,3}}(?:{COMMON})(?![a-z0-9])",
        rf"\w\.(?:{COMMON})(?![a-z0-9])",
        rf"\w{DOT}(?:{MAIN})(?![a-z0-9])",
        rf"[a-z0-9]\s?{SAID}\s?(?:{MAIN})(?![a-z0-9])",
        rf"[a-z]\s?{SAID}\s?(?:{COMMON})(?![a-z0-9])",
        rf"[\w-]\.(?:{CHINESE})(?!\w)",
        r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d*|(?![\d.]))",
    )
]
# w w w . a . c o m
SPACED_OUT = re.compile(r"(?<![a-z0-9])(?:[a-z0-9:/.] +){3,}[a-z0-9:/.](?![a-z0-9])")


def plain(text: str) -> str:
    """The text as a browser would read an address: half width, small letters, nothing without width or spaced out."""
    text = unicodedata.normalize("NFKC", text).lower().translate(LOOKALIKES)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Mn", "Me"})
    return SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), text)


def holds_link(text: str) -> bool:
    """Whether something in the text is, or is meant to be typed as, an address."""
    text = plain(text)
    return any(link.search(text) for link in LINKS)
