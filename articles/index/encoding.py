"""In which encoding a feed is written. Servers and files often say it wrongly, so their word is only one of the signs.

Runs in the reading program (see program.py), which knows nothing of Django.
"""

import codecs
import re
from collections import Counter

BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# How the first sign of a document looks without a mark: `<` or `{` in pairs or fours of bytes.
WIDE = [
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
]
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""", re.IGNORECASE)
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# Each name stands for the widest encoding that holds what is written under it in practice.
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
OTHER_NAMES = {"gb_2312-80": "gb18030", "x-gbk": "gb18030", "gb-18030": "gb18030", "x-x-big5": "big5hkscs"}
# Codecs that are no encodings of documents, and those that hide markup in plain letters.
UNFIT = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
GUESSES = ("utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252")
SAMPLE = 100_000

# The most frequent characters of running text; where they are missing it was decoded wrongly.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么"
    "去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又"
    "关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常先海通"
    "教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市"
    "直资命山金指许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王完设式色路记南品住告类求据程北边张该交规"
    "個們來為國時說會對於後過發裡經麼種學現當沒動還進樣開從實軍無長機與關點業將兩間問應戰體見產話門兒東聲員論處義幾認條係氣題別變總"
    "電數報結務場計資統區隊決馬書則聽達強難權設記類據邊張該規萬術領確師觀讓識帶導爭運這頭給，。、！？：；“”（）《》"
    "のにはをたがでてとしれさあいうるなもかこまんスルトリアインラーッ이다는에의가을를은로고하지도한기사나서리아자시어그인대해일전수정과만있게들부라"
)


def decode(data: bytes, content_type: str = "") -> str:
    """The text of a document, given the Content-Type it came with. What cannot be read becomes U+FFFD."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for pattern, name in WIDE:
        if pattern.match(data):
            return data.decode(name, "replace")
    return data.decode(_likeliest(data, declared(data, content_type)), "replace")


def declared(data: bytes, content_type: str) -> list[str]:
    """The encodings that the server and then the document itself name, if they exist."""
    found = CHARSET.search(content_type), DECLARED.match(data[:1000])
    names = [found[0][1] if found[0] else "", found[1][1].decode("ascii") if found[1] else ""]
    return [name for name in map(_known, names) if name]


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(OTHER_NAMES.get(name.lower(), name))
    except (LookupError, ValueError):
        return ""
    if codec.name in UNFIT or not codec._is_text_encoding:
        return ""
    return WIDER.get(codec.name, codec.name)


def _likeliest(data: bytes, said: list[str]) -> str:
    """The encoding in which the text reads best; of two that read as well, what was said, or what is more common."""
    sample = _sample(data)
    if sample.isascii():
        return next((name for name in said if name.startswith("iso2022")), "utf-8")
    candidates = list(dict.fromkeys([*said, *GUESSES]))
    # Wide encodings show themselves by their zeros; what has none was declared wrongly.
    readable = [name for name in candidates if not name.startswith(("utf-16", "utf-32", "iso2022"))]
    return max(readable, key=lambda name: _score(sample, name) + (0.15 if name in said else 0.0))


def _sample(data: bytes) -> bytes:
    """So much of it as is enough to judge by, cut where a character of any encoding ends."""
    if len(data) <= SAMPLE:
        return data
    end = data.find(b"<", SAMPLE)
    return data[: end if end > 0 else SAMPLE]


def _score(sample: bytes, name: str) -> float:
    """How well the sample reads: below 0 for noise, around 0 for what could be anything, up to 1.5 for sure."""
    counts = Counter(sign for sign in sample.decode(name, "replace") if sign > "\x7f")
    total = counts.total()
    broken = counts["\ufffd"] + sum(number for sign, number in counts.items() if sign < "\xa0" or _is_private(sign))
    frequent = sum(counts[sign] for sign in FREQUENT & counts.keys())
    # By chance bytes are hardly ever valid UTF-8, unless they are very few.
    sure = 0.8 * min(1.0, total / 4) if name == "utf-8" and broken * 20 <= total else 0.0
    return (frequent - 4 * broken) / max(total, 1) + sure


def _is_private(sign: str) -> bool:
    return "\ue000" <= sign <= "\uf8ff"
