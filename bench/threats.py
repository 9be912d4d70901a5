"""What strangers try against a site, each as a function that notes what got through."""

import itertools
import random
import re
import time
from dataclasses import replace

from bench import corpora
from bench.attacker import Attacker, addresses
from bench.corpora import Ad
from bench.table import note

LIVE = "已发布，现在就能看到"
HELD = "这条信息没有发布"
ALIKE = "很像"
SHOWN = 'href="tel:'
PUBLIC = re.compile(r'href="(/classifieds/\d+/)"')


def honest(attacker: Attacker, region: int, count: int) -> list[str]:
    """Residents post; the addresses of some of their listings."""
    ads, origins = list(corpora.benign(count)), list(addresses(count, 1))
    answers = attacker.together(lambda pair: attacker.post(pair[0], region, pair[1]), zip(ads, origins, strict=True))
    held = sum(HELD in answer.text for answer in answers)
    lost = sum(answer.status != 200 for answer in answers)
    alike = sum(ALIKE in answer.text for answer in answers)
    note("honest listings held", count, held, "≤ 2 %", held <= count * 0.02)
    note("honest listings lost", count, lost, "0", lost == 0)
    note("honest listings called copies", count, alike, "≤ 1 %", alike <= count * 0.01)
    return [path for answer in answers for path in _public(answer.text)][:50]


def _public(text: str) -> list[str]:
    found = PUBLIC.search(text)
    return [found[1]] if found else []


def neighbours(attacker: Attacker, region: int) -> None:
    """Thirty residents behind one address."""
    ads = list(corpora.benign(30, seed=7))
    answers = attacker.together(lambda ad: attacker.post(ad, region, "100.64.0.7"), ads)
    lost = sum(answer.status != 200 or HELD in answer.text for answer in answers)
    note("thirty residents behind one address: lost", 30, lost, "0", lost == 0)


def copies(attacker: Attacker, region: int, count: int) -> None:
    """The same contact posts again, changed in eleven ways and in three at once."""
    draw = random.Random(5)
    twists = [*corpora.TWISTS.items()]
    originals = list(corpora.benign(count * len(twists), seed=3))
    jobs = [(ad, name, twist) for ad, (name, twist) in zip(originals, itertools.cycle(twists), strict=False)]
    jobs += [(ad, "combined", corpora.combined) for ad in corpora.benign(count * 2, seed=4)]
    origins = iter(addresses(2 * len(jobs), 2))
    tries = [(*job, next(origins), next(origins)) for job in jobs]
    again = [replace(ad, title=twist(ad.title, draw)[:60], body=twist(ad.body, draw)[:790]) for ad, _n, twist in jobs]

    def twice(pair: tuple[Ad, tuple[Ad, str, object, str, str]]) -> bool:
        copy, (ad, _name, _twist, one, other) = pair
        attacker.post(ad, region, one)
        return ALIKE in attacker.post(copy, region, other).text

    caught = attacker.together(twice, zip(again, tries, strict=True))
    single = sum(hit for hit, job in zip(caught, jobs, strict=True) if job[1] != "combined")
    many = sum(caught) - single
    tried = count * len(twists)
    note("copies by the same contact, not noticed", tried, tried - single, "≤ 5 %", single >= tried * 0.95)
    note(
        "copies changed in three ways at once, not noticed", count * 2, count * 2 - many, "≤ 15 %", many >= count * 1.7
    )


def smuggled(attacker: Attacker, region: int) -> None:
    """A phone number in the text, in eighteen spellings."""
    ads, origins = list(corpora.benign(18, seed=8)), list(addresses(18, 3))
    spelled = corpora.spellings("13917530286")
    jobs = [
        (replace(ad, body=f"{ad.body}打{text}"), origin) for ad, text, origin in zip(ads, spelled, origins, strict=True)
    ]
    through = sum(
        answer.status == 200 for answer in attacker.together(lambda job: attacker.post(job[0], region, job[1]), jobs)
    )
    note("spellings of a phone number in a text", 18, through, "≤ 3", through <= 3)
    hits = sum(
        "请移到"
        in attacker.post(replace(ad, body=text, phone=corpora.phone(random.Random(number))), region, origin).text
        for number, (ad, text, origin) in enumerate(
            zip(corpora.benign(100, seed=9), corpora.harmless_numbers(100), addresses(100, 4), strict=False)
        )
    )
    note("prices, dates and areas taken for a contact", 100, hits, "0", hits == 0)


def lures(attacker: Attacker, region: int) -> None:
    """Scams and banned words, in their disguises."""
    ads, origins = list(corpora.scams(200)), list(addresses(200, 5))
    answers = attacker.together(lambda pair: attacker.post(pair[0], region, pair[1]), zip(ads, origins, strict=True))
    through = sum(LIVE in answer.text for answer in answers)
    note("scams with reach", 200, through, "≤ 10 %", through <= 20)
    dressed = [dress for word in corpora.BANNED for dress in corpora.disguises(word)]
    base, origins = list(corpora.benign(len(dressed), seed=10)), list(addresses(len(dressed), 6))
    jobs = [
        (replace(ad, body=f"{ad.body}{text}"), origin) for ad, text, origin in zip(base, dressed, origins, strict=True)
    ]
    answers = attacker.together(lambda job: attacker.post(job[0], region, job[1]), jobs)
    through = sum(HELD not in answer.text for answer in answers)
    note("banned words in disguise, published", len(dressed), through, "≤ 5 %", through <= len(dressed) * 0.05)


def one_victim(attacker: Attacker, region: int) -> None:
    """A hundred addresses post with the number of somebody else."""
    ads = [replace(ad, phone="13912345678", category="help", values={}) for ad in corpora.benign(100, seed=11)]
    answers = attacker.together(
        lambda pair: attacker.post(pair[0], region, pair[1]), zip(ads, addresses(100, 7), strict=True)
    )
    through = sum(answer.status == 200 and HELD not in answer.text for answer in answers)
    note("listings with one victim's number", 100, through, "≤ 3", through <= 3)


def replayed(attacker: Attacker, region: int) -> None:
    """One solved form, sent fifty times; a thousand without a proof."""
    ad, path = next(corpora.benign(1, seed=12)), ""
    path = f"/classifieds/post/{ad.category}/"
    sent = {**ad.form(region), **attacker.form(path, "60.1.1.1")}
    phones = [corpora.phone(random.Random(f"replay {number}")) for number in range(50)]
    jobs = list(zip(phones, addresses(50, 8), strict=True))
    answers = attacker.together(lambda job: attacker.ask(path, {**sent, "phone": job[0]}, job[1]), jobs)
    through = sum(answer.status == 200 for answer in answers)
    note("one proof sent again and again", 50, through, "1", through == 1)
    jobs = list(zip(itertools.repeat(""), addresses(1000, 9), strict=False))
    answers = attacker.together(lambda job: attacker.ask(path, {**sent, "proof": "x:y"}, job[1]), jobs)
    through = sum(answer.status == 200 for answer in answers)
    note("listings without a proof", 1000, through, "0", through == 0)


def brigade(attacker: Attacker, paths: list[str]) -> None:
    """Two hundred of one /24 report a listing; fifty of one /24 claim numbers."""

    def report(job: tuple[str, str]) -> None:
        form = attacker.form(f"{job[0]}report/", job[1])
        attacker.ask(f"{job[0]}report/", {**form, "kind": "scam"}, job[1])

    attacker.together(report, [(paths[0], f"100.70.1.{number}") for number in range(1, 201)])
    hidden = int(attacker.ask(paths[0]).status != 200)
    note("listings hidden by 200 reports from one /24", 1, hidden, "0", not hidden)
    began = time.perf_counter()
    attacker.together(report, [(paths[1], f"100.{71 + number}.1.1") for number in range(5)])
    shown = int(attacker.ask(paths[1]).status == 200)
    note(
        f"listings that five networks reported, still shown ({time.perf_counter() - began:.1f} s)",
        1,
        shown,
        "0",
        not shown,
    )

    def claim(job: tuple[str, str]) -> bool:
        form = attacker.form(f"{job[0]}claim/", job[1])
        return attacker.ask(f"{job[0]}claim/", form, job[1]).status == 200

    jobs = [(path, f"100.90.1.{number}") for number, path in enumerate(paths[2:50], 1)]
    claimed = sum(attacker.together(claim, jobs))
    note("numbers hidden by false claims from one /24", len(jobs), claimed, "≤ 3", claimed <= 3)


def guesses(attacker: Attacker) -> None:
    """Guessing at management links and codes."""
    draw = random.Random(13)
    codes = ["".join(draw.choices("0123456789", k=12)) for _number in range(1000)]
    answers = attacker.together(lambda code: attacker.ask("/classifieds/manage/", {"code": code}, "100.91.1.1"), codes)
    opened = sum(answer.status == 302 for answer in answers)
    looked_at = sum(answer.status == 422 for answer in answers)
    note(
        "guesses at a code from one address that were looked at",
        1000,
        looked_at + opened,
        "≤ 8",
        looked_at + opened <= 8,
    )


def scraped(attacker: Attacker, numbers: set[str], ids: list[str]) -> None:
    """Every public address, looked through for phone numbers; then the reveal, from one /24."""
    pages = [*ids]
    for board in (
        "",
        "rent/",
        "phones/",
        "appliances/",
        "furniture/",
        "repair/",
        "tutoring/",
        "adopt/",
        "lost/",
        "help/",
    ):
        pages += [f"/classifieds/{board}?page={number}" for number in range(1, 6)]
    pages += ["/", "/regions/huaian/", "/search/?q=出租&kind=listing", "/search/?q=139"]
    pages += ["/feeds/classifieds.rss", "/feeds/classifieds.atom", "/feeds/classifieds.json", "/sitemap.xml"]
    quoted = [page.replace("出租", "%E5%87%BA%E7%A7%9F") for page in pages]
    texts = attacker.together(lambda page: attacker.ask(page).text, quoted)
    digits = re.compile(r"1[3-9]\d{9}")
    found = {number for text in texts for number in digits.findall(text)} & numbers
    note(f"phone numbers in {len(pages):,} public pages", len(numbers), len(found), "0", not found)
    token = re.compile(r'name="token" value="([^"]+)"')
    tokens = [(path, hit[1]) for path, text in zip(ids, texts, strict=False) if (hit := token.search(text))][:400]

    def reveal(job: tuple[int, tuple[str, str]]) -> bool:
        number, (path, told) = job
        address = f"100.95.1.{number % 200 + 1}"
        return SHOWN in attacker.asked_again(f"{path}contact/", {"token": told}, address).text

    idle = sum(SHOWN in attacker.ask(f"{path}contact/", {"token": told}).text for path, told in tokens)
    note("numbers revealed without a proof of work", len(tokens), idle, "0", idle == 0)
    through = sum(attacker.together(reveal, enumerate(tokens)))
    note("numbers revealed to one /24 in an hour", len(tokens), through, "≤ 60", through <= 60)
    foreign = sum(
        attacker.ask(f"{path}contact/", {"token": tokens[0][1]}, origin).status == 200
        for (path, _token), origin in zip(tokens[1:50], addresses(49, 14), strict=True)
    )
    note("numbers revealed with another listing's token", 49, foreign, "0", foreign == 0)


def flood(attacker: Attacker, region: int, count: int) -> None:
    """A program that pays for its proofs, from three hundred addresses, within the hour."""
    origins = list(addresses(300, 15))
    ads = corpora.benign(count, seed=16)
    jobs = zip(ads, itertools.cycle(origins), strict=False)
    answers = attacker.together(lambda job: attacker.post(job[0], region, job[1]), jobs)
    through = sum(LIVE in answer.text for answer in answers)
    note("scripted flood with solved proofs: with reach", count, through, "≤ 2 %", through <= count * 0.02)


def forged(attacker: Attacker, region: int, count: int) -> None:
    """The same from one address that claims to be many."""
    jobs = zip(corpora.benign(count, seed=17), addresses(count, 18), strict=True)
    answers = attacker.together(lambda job: attacker.post(job[0], region, job[1]), jobs)
    visible = sum(answer.status == 200 for answer in answers)
    reach = sum(LIVE in answer.text for answer in answers)
    note("one address with forged X-Forwarded-For: visible", count, visible, "≤ 40", visible <= 40)
    note("the same: with reach", count, reach, "≤ 5", reach <= 5)
