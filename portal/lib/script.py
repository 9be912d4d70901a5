"""Traditional script for the whole page, with OpenCC.

Only what a person reads is turned: text between tags and the attributes that are read out. Addresses, names of fields
and what the reader typed stay as they are. Characters change, words do not (OpenCC s2tw, not s2twp): a portal that
cites others must not put other words into their mouths.
"""

import functools
import re

import opencc

# A comment, an element whose text is not for reading, or one tag with its quoted attributes.
MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|textarea)\b.*?</\1\s*>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE | re.DOTALL
)
# What a page means for machines is said in the script of the page; addresses in it are written in ASCII.
MEANING = '<script type="application/ld+json">'
READ_OUT = re.compile(
    r"(\s(?:alt|title|placeholder|aria-label|label|(?:data-)?label-[a-z]+)=)(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
DESCRIPTION = re.compile(r"(\scontent=)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def traditional(text: str) -> str:
    """Plain text in Traditional script."""
    return str(_converter().convert(text))


def _turn_attributes(match: re.Match[str]) -> str:
    tag = match[0]
    if tag.startswith(MEANING):
        return MEANING + traditional(tag.removeprefix(MEANING)).replace('"zh-Hans"', '"zh-Hant"')
    if match[1] or tag.startswith("<!--"):
        return tag
    tag = READ_OUT.sub(lambda found: found[1] + traditional(found[2]), tag)
    if tag[:5].lower() == "<meta" and "http" not in tag:
        tag = DESCRIPTION.sub(lambda found: found[1] + traditional(found[2]), tag)
    return tag.replace('lang="zh-Hans"', 'lang="zh-Hant"') if tag.startswith("<html") else tag


def to_traditional(html: str) -> str:
    """A page in Traditional script."""
    parts: list[str] = []
    end = 0
    for match in MARKUP.finditer(html):
        parts += [traditional(html[end : match.start()]), _turn_attributes(match)]
        end = match.end()
    return "".join([*parts, traditional(html[end:])])
