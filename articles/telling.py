"""Who outside hears that an article came, changed or went: its page for search engines, its feeds for the hub."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.announcing import queue
from portal.announcing.queue import Service
from portal.lib.feeds import FORMS

if TYPE_CHECKING:
    from articles.models.article import Article


def tell_of(changed: Article) -> None:
    """Leave word for the services, in the transaction of the change. A draft's address is told to nobody."""
    wanted = queue.services()
    # Asked anew: what the caller holds may be older than the change.
    article = type(changed).objects.filter(pk=changed.pk).first() if wanted else None
    if article is None:
        return
    at = _from(article)
    page = [article.get_plain_url()]
    queue.tell(Service.INDEXNOW, page, at)
    # Baidu takes new pages only; those that are gone it reads from silian.xml.
    is_gone = article.withdrawn_at or article.held_at or article.deindexed_at
    queue.tell(Service.BAIDU, page, None if is_gone else at)
    if Service.WEBSUB in wanted and at:
        queue.tell(Service.WEBSUB, _feeds(article), at)


def _from(article: Article) -> datetime.datetime | None:
    """From when on readers see it, or see that it is gone; None while it is not signed off."""
    if article.workflow != article.Workflow.APPROVED:
        return None
    return max(article.publish_at, timezone.now())


def _feeds(article: Article) -> list[str]:
    """The feeds that it is in."""
    region = article.region
    scopes = ["latest", f"section-{article.section.slug}", f"region-{region.slug}"]
    scopes += [f"region-{region.parent.slug}"] if region.parent else []
    scopes += [f"tag-{slug}" for slug in article.tags.values_list("slug", flat=True)]
    return [f"/feeds/{scope}.{form}" for scope in scopes for form in FORMS]
