"""Proof of work, so that sending one thing is free and sending a thousand is not; and a question where no script runs.

A challenge is `id.bits.until.mac`. Its solution is ROUNDS rising numbers n for which SHA-256 of the id followed by n
(eight hexadecimal digits) begins with so many zero bits. Many small puzzles instead of one large one make the time it
takes nearly the same for everyone. Challenges are signed for one purpose, end, and are taken once; handing one out
stores nothing. See docs/decisions/0002.
"""

import hashlib
import hmac
import re
import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.lib import ratelimit

ROUNDS = 16
SECONDS = 2 * 60 * 60
SOLUTION = re.compile(rf"[0-9a-f]{{8}}(?:,[0-9a-f]{{8}}){{{ROUNDS - 1}}}")
# Every answer there can be, as people write it.
SPELLINGS = (
    {str(number): number for number in range(19)}
    | {spelling: number for number, spelling in enumerate(["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"])}
    | {f"十{one}": 10 + number for number, one in enumerate(["", "一", "二", "三", "四", "五", "六", "七", "八"])}
)


class Standing(Enum):
    """What the sender of a form showed."""

    PROVEN = "a computer worked for it"
    ANSWERED = "a person answered, or something filled the field that is to stay empty: let an editor look"
    MISSING = "neither a proof nor an answer"
    FAILED = "wrong, too old, or used before"


@dataclass(frozen=True)
class Challenge:
    """What a form has to carry; templates/parts/_challenge.html shows it."""

    work: str
    question: str
    ticket: str
    is_harder: bool = False
    rounds: int = ROUNDS


def issue(purpose: str, *, harder: int = 0) -> Challenge:
    """A fresh challenge and a fresh question, good for one form of this purpose; each bit harder doubles the work."""
    work = _sign(f"{secrets.token_hex(16)}.{settings.PROOF_BITS + harder}", f"work {purpose}")
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    ticket = _sign(f"{secrets.token_hex(16)}.{first}+{second}", f"question {purpose}")
    words = _("零 一 二 三 四 五 六 七 八 九").split()
    question = _("%(first)s加%(second)s等于几？") % {"first": words[first], "second": words[second]}
    return Challenge(work, question, ticket, is_harder=harder > 0)


def judge(sent: Mapping[str, str], purpose: str) -> Standing:
    """What a form shows, and uses it up: call it last, in the transaction that stores what was sent."""
    work, _colon, solution = sent.get("proof", "").partition(":")
    ticket = sent.get("ticket", "")
    answer = unicodedata.normalize("NFKC", sent.get("answer", "")).strip(" 。.")
    if not solution and not answer:
        return Standing.MISSING
    if solution and _is_solved(work, solution, purpose):
        used_first = _use_up(work)
        standing = Standing.PROVEN
    elif answer and (facts := _signed(ticket, f"question {purpose}")):
        # A wrong answer uses the question up too, or a program would simply try them all.
        used_first = _use_up(ticket) and SPELLINGS.get(answer) == sum(map(int, facts.split("+")))
        standing = Standing.ANSWERED
    else:
        return Standing.FAILED
    if not used_first:
        return Standing.FAILED
    return Standing.ANSWERED if sent.get("homepage") else standing


def _mac(text: str, purpose: str) -> str:
    return salted_hmac("linwen.challenge", f"{purpose}\n{text}", algorithm="sha256").hexdigest()


def _sign(text: str, purpose: str) -> str:
    text = f"{text}.{int(time.time()) + SECONDS}"
    return f"{text}.{_mac(text, purpose)}"


def _signed(token: str, purpose: str) -> str:
    """What stands between the id and the end of a token that we signed for this purpose and that still runs, or ''."""
    text, _dot, mac = token.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(text, purpose).encode()):
        return ""
    _id, facts, until = text.split(".")
    return facts if int(until) > time.time() else ""


def _is_solved(work: str, solution: str, purpose: str) -> bool:
    bits = _signed(work, f"work {purpose}")
    if not bits.isdigit() or not SOLUTION.fullmatch(solution):
        return False
    numbers = solution.split(",")
    if sorted(set(numbers)) != numbers:
        return False
    digests = (hashlib.sha256((work[:32] + number).encode()).digest() for number in numbers)
    return all(int.from_bytes(digest[:8], "big") >> (64 - int(bits)) == 0 for digest in digests)


def _use_up(token: str) -> bool:
    """Whether nobody used this token before; of several processes asking at once, one is told so."""
    return ratelimit.count(f"used {token[:32]}", SECONDS) == 1
