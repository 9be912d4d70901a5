"""The weight of a listing: reasons with points, from 0 to 100. What is visible is decided here, and nowhere else.

Below QUARANTINE it has full reach, below HOLD it is live without reach, from there on it waits for an editor.
"""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from classifieds import removal
from classifieds.identity import levels
from classifieds.models import Contact, Listing, Photo
from classifieds.screening import copies, links, photos, prices
from classifieds.screening.folding import bare
from classifieds.screening.likeness import likeness, pairs
from classifieds.screening.reasons import Reason
from classifieds.screening.sender import Sender
from portal.moderation.models import ListedWord
from portal.moderation.words import words_in

QUARANTINE = 30
HOLD = 70
# How it was sent. Not the poster's words, so together they cost reach at most: nobody waits for a busy network.
CIRCUMSTANCES = {"unproven": 30, "trap": 40, "budget": 30, "storm": 30}
# How many per cent the text may change, in one edit or many, before an editor looks again.
MOST_DRIFT = 40


def circumstance(code: str) -> Reason:
    """A reason that lies in how the listing was sent."""
    return Reason(code, CIRCUMSTANCES[code])


def assess(listing: Listing, contact: Contact, sender: Sender, pictures: Sequence[Photo] = ()) -> list[Reason]:
    """What speaks against the listing itself, with these photos."""
    text = copies.text_of(listing)
    found = [*_words(text, listing.category.root.slug), *_links(text)]
    showing = photos.showing(pictures, listing)
    if photos.is_passed_around(showing, contact):
        found.append(Reason("photo", 35))
    similar = copies.find(listing, contact, sender, showing)
    if similar.own:
        found.append(Reason("repeated", 40, _naming(similar.own)))
    elif similar.copied:
        found.append(Reason("copied", 35))
    if removal.verdict(listing):
        found.append(Reason("withdrawn", HOLD))
    if prices.is_lure(listing):
        found.append(Reason("cheap", 30))
    if levels.is_for_editor(listing, contact):
        found.append(Reason("unknown", 0))
    return found


def _naming(listing: Listing) -> str:
    day = timezone.localtime(listing.posted_at)
    return f"{day.month}月{day.day}日发的《{listing.title}》"


def _words(text: str, group: str) -> Iterable[Reason]:
    """One block or hold is enough; of words that are only often a lure, each further one weighs less."""
    grade = ListedWord.Grade
    wary = 35
    for entry in words_in(text, group):
        if entry.grade == grade.BLOCK:
            yield Reason("word", 100, entry.word.replace("&", "…"))
        elif entry.grade == grade.HOLD:
            yield Reason("risky_word", HOLD, entry.word.replace("&", "…"))
        else:
            yield Reason("wary_word", wary, entry.word.replace("&", "…"))
            wary = 20


def _links(text: str) -> Iterable[Reason]:
    found = links.links_in(text)
    if len(found) > 1:
        yield Reason("links", 35 if len(found) < 4 else HOLD, str(len(found)))
    for link in found[:1]:
        if links.is_shortened(link):
            yield Reason("short_link", 35, link[:30])


def total(reasons: Iterable[Reason]) -> int:
    """The score of these reasons together."""
    said = list(reasons)
    content = sum(one.points for one in said if one.code not in CIRCUMSTANCES)
    around = sum(one.points for one in said if one.code in CIRCUMSTANCES)
    return min(100, max(content, min(HOLD - 1, content + around)))


def settle(listing: Listing, reasons: list[Reason]) -> None:
    """Give a listing that nobody has looked at the standing that its reasons earn; not yet saved."""
    score = total(reasons)
    is_for_editor = listing.category.editor_first or listing.category.root.editor_first
    if any(one.code == "unknown" for one in reasons):
        is_for_editor = True
    elif is_for_editor:
        reasons = [*reasons, Reason("editor_first", 0)]
    listing.weigh(reasons, score)
    now = timezone.now()
    listing.held_at = now if is_for_editor or score >= HOLD else None
    listing.held_for = listing.HeldFor.SCORE if score >= HOLD else listing.HeldFor.FIRST if is_for_editor else ""
    listing.quarantined_at = now if QUARANTINE <= score < HOLD else None


def resettle(listing: Listing, reasons: list[Reason], *, was: str, is_new_contact: bool) -> None:
    """Judge an edited listing anew. An editor's approval outlives small changes that bring nothing new."""
    sent = [Reason(**one) for one in listing.reasons if one["code"] in CIRCUMSTANCES]
    kept = likeness(pairs(was), pairs(bare(copies.text_of(listing))))
    listing.drift = min(1000, listing.drift + round(100 * (1 - kept)))
    is_other = is_new_contact or listing.drift > MOST_DRIFT
    if listing.held_for not in {"", listing.HeldFor.SCORE, listing.HeldFor.FIRST}:
        # Only an editor, or an appeal, brings it back.
        listing.weigh([*sent, *reasons], total([*sent, *reasons]))
        return
    if listing.reviewed_at and not listing.held_at and not is_other and total([*sent, *reasons]) <= listing.score:
        return
    if is_other and not listing.held_at:
        reasons = [*reasons, Reason("changed", QUARANTINE)]
    listing.reviewed_at = listing.appealed_at = None
    settle(listing, [*sent, *reasons])
