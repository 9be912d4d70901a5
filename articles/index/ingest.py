"""From an entry of a feed to an article in its story, or to a reason why not."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.index import grouping, suggesting
from articles.models import Article, Entry, Feed
from articles.models.duties import in_words
from portal.lib import html
from portal.lib.addresses import canonical
from portal.lib.html import TooMuchMarkupError
from portal.lib.sentences import opening
from portal.moderation import denial
from portal.moderation.denial import Outcome
from portal.moderation.models import Decision

AT_ONCE = 100
LONGEST_LEAD = 160

logger = logging.getLogger(__name__)


def take_new() -> int:
    """Take what the feeds brought, the oldest first; how many entries. One that cannot be taken keeps no other back."""
    entries = list(Entry.objects.waiting().select_related("feed__source", "feed__section", "feed__region")[:AT_ONCE])
    for entry in entries:
        try:
            take(entry)
        except TooMuchMarkupError:
            settle(entry, Entry.State.REFUSED, _("正文太长，或者带了太多格式。"))
        except Exception:  # it is in the log, the entry waits for an editor, the others go on
            logger.exception("The entry %s could not be taken.", entry.pk)
            settle(entry, Entry.State.HELD, _("收录时出错，请编辑看一下。"))
    return len(entries)


@transaction.atomic
def take(entry: Entry) -> Article | None:
    """The article that an entry becomes, published or waiting as its feed says; None if it is refused or known."""
    text = html.to_text(entry.content or entry.summary)
    if reason := refusal(entry):
        settle(entry, Entry.State.REFUSED, reason)
        return None
    if known := seen(entry):
        settle(entry, Entry.State.TAKEN, _("已有这篇文章。"), known)
        return None
    found = denial.verdict(url=entry.url, title=entry.title, text=text)
    if found:
        state = Entry.State.REFUSED if found.outcome is Outcome.REFUSE else Entry.State.HELD
        settle(entry, state, found.reason)
        return None
    article = describe(entry, text)
    article.save()
    article.tags.add(*suggesting.tags(entry.title, text, entry.categories))
    grouping.group(article)
    settle(entry, Entry.State.TAKEN, "", article)
    publish(article, entry.feed)
    return article


def refusal(entry: Entry) -> str:
    """What an entry lacks to become an article at all."""
    if not entry.title.strip():
        return _("来稿没有标题。")
    return "" if canonical(entry.url) else _("来稿没有可用的原文网址。")


def seen(entry: Entry) -> Article | None:
    """The article that cites the same page, however its address is spelled."""
    return Article.objects.filter(address=canonical(entry.url)).order_by("pk").first()


def describe(entry: Entry, text: str) -> Article:
    """An article as far as the source permits: its whole text, or a headline and an excerpt that we make."""
    feed, now = entry.feed, timezone.now()
    is_whole = feed.source.permits_whole_text(now)
    longest = LONGEST_LEAD if is_whole else feed.source.longest_excerpt(now)
    return Article(
        title=entry.title.strip()[:200],
        lead=opening(text, longest) if text and (not is_whole or len(text) > 2 * longest) else "",
        body=html.clean(entry.content or entry.summary) if is_whole else "",
        section=suggesting.section(entry.categories, feed),
        region=suggesting.region(entry.title, text, feed),
        source=feed.source,
        original_title=entry.title.strip()[:200],
        original_author=(entry.author.strip() or _("原文未署名"))[:100],
        original_url=entry.url[:500] if len(entry.url) <= 500 else "",
        responsible_editor=feed.responsible_editor,
        language=suggesting.language(f"{entry.title}\n{text}"),
        workflow=Article.Workflow.IN_REVIEW,
        publish_at=min(entry.published_at or now, now),
        created_at=entry.first_seen_at,
    )


def publish(article: Article, feed: Feed) -> bool:
    """Publish it if the feed is to be published by itself and nothing that a repost owes is missing."""
    if feed.mode != Feed.Mode.AUTO or in_words(article):
        return False
    if not Article.objects.filter(pk=article.pk).update(workflow=Article.Workflow.APPROVED):
        return False
    reason = _("订阅源“%(feed)s”自动发布，责任编辑%(editor)s") % {"feed": feed, "editor": article.responsible_editor}
    Decision.record(article, verb="approve", by=None, reason=reason)
    article.refresh_from_db()
    article.save()  # Knows all that follows from a change.
    return True


def settle(entry: Entry, state: Entry.State, reason: str, article: Article | None = None) -> None:
    """Write down what became of an entry."""
    entry.state, entry.reason, entry.article = state, reason[:300], article
    Entry.objects.filter(pk=entry.pk).update(state=state, reason=entry.reason, article=article)
