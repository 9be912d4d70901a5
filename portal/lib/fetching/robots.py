"""What sites wish of programs (RFC 9309): `check(url)` before asking on our own account."""

import re
import time
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.lib.fetching import client, targets
from portal.lib.fetching.reasons import FetchError, ForbiddenError

NAME = "linwen"
MOST_BYTES = 500 * 1024
MOST_RULES = 2000
REMEMBERED_SECONDS = 6 * 3600.0
MOST_REMEMBERED = 1000
LONGEST_DELAY = 60
LINE = re.compile(r"\s*(user-agent|allow|disallow|crawl-delay)\s*:\s*([^#]*)", re.IGNORECASE)


@dataclass
class Rules:
    """What one site allows us."""

    paths: list[tuple[str, bool]] = field(default_factory=list)
    delay: int = 0  # seconds between two requests

    def allow(self, path: str) -> bool:
        """The longest pattern decides, and of two as long the kinder."""
        fitting = [(len(pattern), allowed) for pattern, allowed in self.paths if fits(pattern, path)]
        return path == "/robots.txt" or max(fitting, default=(0, True))[1]


def fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says: `*` stands for anything, a last `$` for the end."""
    pieces = [re.escape(piece) for piece in pattern.removesuffix("$").split("*")]
    if not pattern.endswith("$"):
        pieces.append("")
    first, middle, last = pieces[0], pieces[1:-1], pieces[-1] if len(pieces) > 1 else None
    # Atomic groups: each piece is found once and never looked for again, so that no pattern takes long.
    expression = first + "".join(f"(?>.*?{piece})" for piece in middle) + ("" if last is None else f".*{last}")
    return re.fullmatch(expression, path, re.DOTALL) is not None


def parse(text: str) -> Rules:
    """The rules for us by name if there are such, or else those for everybody."""
    ours, everybodys, names, in_rules = Rules(), Rules(), set[str](), True
    is_named = False
    for line in text.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            names = {value.lower()} | (set() if in_rules else names)
            in_rules, is_named = False, is_named or value.lower() == NAME
            continue
        in_rules = True
        for name, rules in ((NAME, ours), ("*", everybodys)):
            if name in names:
                _add(rules, key, value)
    return ours if is_named else everybodys


def _add(rules: Rules, key: str, value: str) -> None:
    if key == "crawl-delay":
        rules.delay = min(int(float(value)), LONGEST_DELAY) if re.fullmatch(r"\d{1,6}(\.\d+)?", value) else 0
    elif value and len(rules.paths) < MOST_RULES:
        rules.paths.append((targets.quoted(value), key == "allow"))


_remembered: dict[str, tuple[float, Rules]] = {}


def rules(target: targets.Target) -> Rules:
    """The rules of its site, asked for a few times a day. A site that cannot say now is not asked for more."""
    place = str(targets.Target(target.scheme, target.host, target.port, "/robots.txt"))
    until, known = _remembered.get(place, (0.0, Rules()))
    if until > time.monotonic():
        return known
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    found = _ask(place)
    _remembered[place] = (time.monotonic() + REMEMBERED_SECONDS, found)
    return found


def _ask(place: str) -> Rules:
    answer = client.fetch(place, most=MOST_BYTES, seconds=10)
    if answer.status >= 500 or answer.status == 429:
        raise FetchError(_("对方的 robots.txt 暂时读不到（%(status)s），先不读取。") % {"status": answer.status})
    return parse(answer.body.decode("utf-8-sig", "replace")) if answer.is_good else Rules()


def check(url: str) -> Rules:
    """The rules of the site of this address; ForbiddenError if they do not allow it."""
    target = targets.parse(url)
    found = rules(target)
    if not found.allow(target.path):
        raise ForbiddenError(_("对方的 robots.txt 不允许读取这个网址。"))
    return found
