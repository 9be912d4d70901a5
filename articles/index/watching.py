"""The worker's walk past the pages that articles cite: are they still there, do they still say the same.

Only sentences that the article itself has are compared, so menus and lists of other stories around them do not matter.
What a source adds is not seen here; its feed tells of that.
"""

from __future__ import annotations

import datetime
import difflib
import time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import html as markup

from articles.index.polling import too_soon
from articles.models import Article, Permission, SourceChange, Watch
from portal.lib import fingerprint, html
from portal.lib.fetching import Answer, FetchError, fetch, robots
from portal.lib.sentences import SENTENCE
from portal.moderation import takedown

ROUND_SECONDS, FETCH_SECONDS, MOST_BYTES = 8.0, 15.0, 4 * 1024 * 1024
AT_ONCE = 50
# What is cited is watched from the first month on; what is older was never ours to watch.
NEW_FOR = datetime.timedelta(days=30)
GONE = {404, 410}
# A page is believed to be gone when it was missing so many times in a row.
MISSES = 2
SHORTEST, ALIKE = 8, 0.5


def watch_sources() -> int:
    """Look at the pages that are due, as many as a round holds; how many it were."""
    ends, number = time.monotonic() + ROUND_SECONDS, 0
    _begin()
    due = Watch.objects.filter(due_at__lte=timezone.now()).select_related("article").order_by("due_at")
    for watch in due[:AT_ONCE]:
        if time.monotonic() > ends:
            break
        look(watch)
        number += 1
    return number


def _begin() -> None:
    """Watch what was published since: what others wrote, at an address."""
    cited = Article.objects.public().filter(publish_at__gt=timezone.now() - NEW_FOR, watch=None)
    cited = cited.exclude(original_url="").exclude(source=None).exclude(source__permission=Permission.OWN)
    Watch.objects.bulk_create((Watch(article=one) for one in cited[:AT_ONCE]), ignore_conflicts=True)


def look(watch: Watch) -> None:
    """Ask for the page once, and draw the conclusions."""
    url = watch.article.original_url
    try:
        if pause := too_soon(url, robots.check(url)):
            Watch.objects.filter(pk=watch.pk).update(due_at=timezone.now() + datetime.timedelta(seconds=pause))
            return
        answer = fetch(url, headers=_conditions(watch), most=MOST_BYTES, seconds=FETCH_SECONDS)
    except FetchError:
        # It cannot be asked now, or wishes not to be; that says nothing about the story.
        watch.times += 1
        watch.wait(patience=watch.times)
        watch.save()
        return
    conclude(watch, answer)


def _conditions(watch: Watch) -> dict[str, str]:
    asked = {"If-None-Match": watch.etag, "If-Modified-Since": watch.last_modified}
    return {name: value for name, value in asked.items() if value}


@transaction.atomic
def conclude(watch: Watch, answer: Answer) -> None:
    """What an answer means for the article."""
    watch.times += 1
    if answer.status in GONE:
        watch.misses += 1
        watch.wait(patience=0 if watch.misses < MISSES else watch.times)
        if watch.misses >= MISSES and watch.gone_at is None:
            _miss(watch, answer.status)
    elif answer.is_good or answer.status == 304:
        watch.checked_at, watch.misses = timezone.now(), 0
        if watch.gone_at:
            watch.gone_at = None
            SourceChange.objects.create(article=watch.article, kind=SourceChange.Kind.BACK)
        if answer.is_good:
            _compare(watch, answer)
        watch.wait(patience=watch.times)
    else:
        watch.wait(patience=watch.times)
    watch.save()
    watch.article.purge_pages()


def _miss(watch: Watch, status: int) -> None:
    """Hold the article until an editor has looked."""
    watch.gone_at = timezone.now()
    SourceChange.objects.create(article=watch.article, kind=SourceChange.Kind.GONE)
    takedown.hold(watch.article, by=None, reason=_("原网页已经不在（%(status)s），等编辑核对。") % {"status": status})


def _compare(watch: Watch, answer: Answer) -> None:
    """Note those of our sentences that stood there and do not any more, with what stands there instead."""
    theirs = sentences(text_of(answer.body))
    page = {_digest(one) for one in theirs}
    bare = "".join(fingerprint.bare(one) for one in theirs)
    ours = {_digest(one): one for one in sentences(_said(watch.article))}
    present = [digest for digest, one in ours.items() if digest in page or fingerprint.bare(one) in bare]
    lost = [ours[digest] for digest in watch.sentences if digest in ours and digest not in present]
    if lost:
        pairs = [[one, next(iter(difflib.get_close_matches(one, theirs, 1, ALIKE)), "")] for one in lost]
        SourceChange.objects.create(article=watch.article, kind=SourceChange.Kind.EDITED, sentences=pairs)
    watch.sentences = present
    watch.etag = answer.headers.get("ETag", "")[:300]
    watch.last_modified = answer.headers.get("Last-Modified", "")[:100]


def _said(article: Article) -> str:
    return f"{article.original_title or article.title}\n{article.lead}\n{html.to_text(article.body)}"


def text_of(body: bytes) -> str:
    """The words of a page, a line for each block; nothing for what is no page."""
    try:
        tree = markup.document_fromstring(body)
    except (ValueError, markup.etree.ParserError):
        return ""
    for one in tree.xpath("//script|//style|//noscript|//template"):
        one.drop_tree()
    return "\n".join(line.strip() for line in tree.itertext() if line.strip())


def sentences(text: str) -> list[str]:
    """The sentences that are long enough to be known again."""
    found = [one.strip() for line in text.splitlines() for one in SENTENCE.findall(line)]
    return [one for one in dict.fromkeys(found) if len(fingerprint.bare(one)) >= SHORTEST]


def _digest(sentence: str) -> str:
    return f"{fingerprint.number(fingerprint.bare(sentence)):x}"
