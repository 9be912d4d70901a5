"""Which articles: what readers may see, what waits, and what of them is loaded."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.people import Byline
from articles.models.state import State, Workflow
from articles.models.story import first_of_each, others
from portal.traffic import counting
from portal.traffic.models import Kind

if TYPE_CHECKING:
    from articles.models.article import Article  # noqa: F401 - named in a string below


class ArticleQuerySet(models.QuerySet["Article"]):
    def public(self) -> Self:
        """What a reader may come upon now. Lists, feeds, search and sitemaps all ask here."""
        return self.at_address().filter(deindexed_at=None)

    def at_address(self) -> Self:
        """What a reader who has the address may see now: what is public, and what was only taken out of all lists."""
        now = timezone.now()
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            workflow=Workflow.APPROVED,
            publish_at__lte=now,
            withdrawn_at=None,
            held_at=None,
        )

    def removed(self) -> Self:
        """What was here and is gone: its address answers 410, never 404."""
        now = timezone.now()
        return self.filter(Q(expires_at__lte=now) | Q(withdrawn_at__isnull=False) | Q(held_at__isnull=False)).filter(
            workflow=Workflow.APPROVED, publish_at__lte=now
        )

    def scheduled(self) -> Self:
        """Signed off, and waiting for their time."""
        return self.filter(workflow=Workflow.APPROVED, publish_at__gt=timezone.now(), withdrawn_at=None, held_at=None)

    def in_state(self, state: State) -> Self:
        """The rows of which `Article.state` says the same."""
        now = timezone.now()
        approved = self.filter(workflow=Workflow.APPROVED)
        standing = approved.filter(withdrawn_at=None, held_at=None)
        rows: dict[State, Callable[[], Self]] = {
            State.DRAFT: lambda: self.filter(workflow=Workflow.DRAFT),
            State.IN_REVIEW: lambda: self.filter(workflow=Workflow.IN_REVIEW),
            State.SCHEDULED: self.scheduled,
            State.PUBLIC: self.public,
            State.EXPIRED: lambda: standing.filter(publish_at__lte=now, expires_at__lte=now),
            State.DEINDEXED: lambda: self.at_address().exclude(deindexed_at=None),
            State.HELD: lambda: approved.filter(withdrawn_at=None, held_at__isnull=False),
            State.WITHDRAWN: lambda: approved.filter(withdrawn_at__isnull=False),
        }
        return rows[state]()

    def newest_first(self) -> Self:
        return self.order_by("-publish_at", "-pk")

    def for_cards(self) -> Self:
        """Load what articles/_card.html shows, however many cards there are."""
        shown = self.select_related("section", "region", "source", "cover").defer("body").with_views()
        return shown.annotate(others=others(self.model._default_manager.public()))

    def one_per_story(self) -> Self:
        """The first of each story alone; ask when everything else has been narrowed."""
        return first_of_each(self)  # type: ignore[return-value]

    def for_links(self) -> Self:
        """Load what a mere link with its title, source and count shows."""
        shown = ("region", "section__name", "section__name_en", "source__name")
        return self.select_related("section").for_titles(*shown).with_views()

    def for_titles(self, *more: str) -> Self:
        """Load the title, and what says until when and with which others it stands; and what is named."""
        known = ("title", "publish_at", "expires_at", "story", "source__permission", "source__permission_ends_on")
        return self.select_related("source").only(*known, *more)

    def for_page(self) -> Self:
        """Load everything that the page of an article shows."""
        bylines = models.Prefetch("bylines", Byline.objects.select_related("person"))
        shown = self.select_related("section", "region", "source", "cover", "interviewee__portrait", "watch")
        return shown.with_views().prefetch_related(bylines, "corrections", "tags")

    def with_views(self) -> Self:
        """Each with its `views` as added up so far."""
        return self.annotate(views=counting.totals(Kind.ARTICLE))

    def on_day(self, date: datetime.date) -> Self:
        """Published on a day of the site's time zone."""
        start = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
        return self.filter(publish_at__gte=start, publish_at__lt=start + datetime.timedelta(days=1))

    def in_region(self, region_ids: list[int]) -> Self:
        return self.filter(region_id__in=region_ids)
