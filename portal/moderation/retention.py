"""How long things are kept, in one place: the worker forgets by it, and readers are told it."""

import datetime

from django.utils import timezone

from portal.moderation.models import Decision, Target

DAY = datetime.timedelta(days=1)
# How long the words of a decision stay (title and reason); that it was taken, when and by whom stays for ever.
WORDS = {
    Target.ARTICLE: 3 * 365 * DAY,
    Target.NOTICE: 3 * 365 * DAY,
    Target.COMMENT: 180 * DAY,
    Target.LISTING: 180 * DAY,
}


def forget_words() -> int:
    """Blank the words of old decisions; how many records."""
    return sum(Decision.forget_words(target, timezone.now() - kept) for target, kept in WORDS.items())
