"""Finding a phone number or a messenger's name in a text, however it is spelled.

Numbers are read with every sign that stands for a digit: full width, circled, Chinese, the capital figures of the
banks, what is said over the radio (幺 两 洞), and letters that look like one. Digits may stand apart with any signs
between them, but not with words, so that dates, prices and areas stay what they are.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

# Which signs are read as 0, as 1, and so on.
READ_AS = ("零〇○洞", "一壹弌幺", "二贰贰貳两", "三叁參叄", "四肆", "五伍", "六陆陸", "七柒拐", "八捌", "九玖勾")
HAN_DIGITS = {sign: str(digit) for digit, signs in enumerate(READ_AS) for sign in signs}
LOOKALIKES = dict.fromkeys("OoОоΟο", "0") | dict.fromkeys("LlIi|丨", "1")
# What a date, a price or an area puts between its numbers ends a number; signs and spaces do not.
MOST_BETWEEN = 6
MOBILE = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7\d|8\d|9\d)\d{8}")
LANDLINE = re.compile(r"0[1-9]\d{8,10}")
SERVICE = re.compile(r"[48]00\d{7}")
LEAST_REAL_DIGITS = 4
LONGEST = 15

GAP = r"[\W_]{0,6}"
HEART = "[信伩❤♥💗💕❣🧡💛💚💙💜🖤]"
MESSENGER = re.compile(
    rf"(?:[微薇威徽维唯葳巍溦嶶]{GAP}{HEART}|卫星号?|we{GAP}chat|wei{GAP}xin|(?<![a-z])[vw]{GAP}[x❤♥信]|[加十+]{GAP}[vw薇微]{HEART}?|"
    rf"(?<![a-z])q{GAP}q|扣{GAP}扣|企鹅号)(?:号码|帐号|账号|号|id|同号)?{GAP}[是为]?{GAP}"
    r"(?P<name>[a-z][a-z0-9_-]{5,19}|\d{5,11})(?![a-z0-9])"
)
# Eighteen figures, the last perhaps an X, with a birthday in the middle.
ID_NUMBER = re.compile(
    r"(?<!\d)[1-8]\d{5}[\s-]?(?:19|20)\d\d[\s-]?(?:0[1-9]|1[0-2])[\s-]?(?:[0-2]\d|3[01])[\s-]?\d{3}[\dxX](?!\d)"
)
EMAIL = re.compile(r"[\w.+-]{2,64}@[\w-]{2,63}(?:\.[\w-]{2,63})+", re.ASCII)


class Kind(Enum):
    """Where a found contact belongs."""

    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    kind: Kind
    value: str


def _plain(text: str) -> str:
    """One width, one case, without what nobody sees."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        sign for sign in folded if unicodedata.category(sign) not in {"Cf", "Mn", "Me", "Cc"} or sign == "\n"
    )


def _digit(sign: str) -> str:
    number = unicodedata.digit(sign, None)
    return HAN_DIGITS.get(sign, "") if number is None else str(number)


@dataclass
class Group:
    """Digits that stand together, how many of them are no letters that look like one, and what stands before."""

    digits: str = ""
    real: int = 0
    gap: str = ""

    @property
    def is_price(self) -> bool:
        return self.digits[0] != "0" and self.digits[-1] in "0589"


def _runs(text: str) -> list[list[Group]]:
    """The numbers of a text: runs of groups with only signs between them."""
    runs: list[list[Group]] = [[]]
    group, gap = Group(), ""
    for sign in f"{text}。的":
        real = _digit(sign)
        if digit := real or LOOKALIKES.get(sign, ""):
            group = Group(group.digits + digit, group.real + bool(real), group.gap or gap)
            gap = ""
            continue
        if group.digits:
            runs[-1].append(group)
            group = Group()
        gap += sign
        if (sign.isalnum() or len(gap) > MOST_BETWEEN) and runs[-1]:
            runs.append([])
    return runs


def _phones(run: list[Group]) -> list[str]:
    """The phone numbers that neighbouring groups of a run make up; a number begins and ends where a group does."""
    found = []
    start = 0
    while start < len(run):
        number, end = _phone_at(run, start)
        if number:
            found.append(number)
        start = end
    return found


def _phone_at(run: list[Group], start: int) -> tuple[str, int]:
    """The number that begins with this group, and where the next may begin; '' if none does."""
    digits, real = "", 0
    for end in range(start, len(run)):
        digits, real = digits + run[end].digits, real + run[end].real
        if len(digits) > LONGEST:
            break
        number = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
        is_whole = end == start
        is_landline = LANDLINE.fullmatch(number) and (is_whole or 3 <= len(run[start].digits) <= 4)
        is_service = SERVICE.fullmatch(number) and (is_whole or len(run[start].digits) == 3)
        if MOBILE.fullmatch(number) or is_landline or is_service:
            if real < LEAST_REAL_DIGITS or _are_prices(run[start : end + 1]):
                break
            return number, end + 1
    return "", start + 1


def _are_prices(groups: list[Group]) -> bool:
    """Whether these are amounts one after another: 150/1580/2000."""
    parted = all(set(group.gap) & set("/、,") for group in groups[1:])
    amounts = [int(group.digits) for group in groups]
    return len(groups) > 1 and parted and all(group.is_price for group in groups) and amounts == sorted(amounts)


def has_id_number(text: str) -> bool:
    """Whether it holds the number of somebody's identity card."""
    return ID_NUMBER.search("".join(_digit(sign) or sign for sign in _plain(text))) is not None


def contacts_in(text: str) -> list[Found]:
    """Every contact that a text holds, in no promised order."""
    plain = _plain(text)
    found = [Found(Kind.PHONE, number) for run in _runs(plain) for number in _phones(run)]
    found += [Found(Kind.EMAIL, match[0]) for match in EMAIL.finditer(plain)]
    numbered = "".join(HAN_DIGITS.get(sign, sign) for sign in plain.lower())
    names = {match["name"] for spelled in (plain.lower(), numbered) for match in MESSENGER.finditer(spelled)}
    return found + [Found(Kind.WECHAT, name) for name in sorted(names)]
