"""What a digest tells: the newest of an edition, as far as readers may see it and sources permit."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from classifieds.models import Listing
from portal.newsletter.models import Subscription
from portal.regions.models import Region

MOST = 20
MOST_LISTINGS = 5
LENGTHS = {
    Subscription.Period.DAILY: datetime.timedelta(days=1),
    Subscription.Period.WEEKLY: datetime.timedelta(days=7),
}


@dataclass(frozen=True)
class Digest:
    """The articles and listings of an edition that were new up to an hour of a day."""

    region: Region | None
    period: str
    issue: datetime.date
    articles: list[Article]
    listings: list[Listing]


def moment(issue: datetime.date) -> datetime.datetime:
    """When the letters of a day are due."""
    return timezone.make_aware(datetime.datetime.combine(issue, datetime.time(settings.NEWSLETTER_HOUR)))


def latest_issue(period: str, now: datetime.datetime) -> datetime.date:
    """The day of the latest letters that were due by now; weekly ones are due on Mondays."""
    today = timezone.localtime(now).date()
    day = today if moment(today) <= now else today - datetime.timedelta(days=1)
    return day if period == Subscription.Period.DAILY else day - datetime.timedelta(days=day.weekday())


def compose(region: Region | None, period: str, issue: datetime.date) -> Digest:
    """What to tell. Ask when the letter is about to be sent, so that what was withdrawn since is not in it."""
    end = moment(issue)
    length = LENGTHS[Subscription.Period(period)]
    # What a feed brought late is new as well, though not what an archive brought.
    late = Q(created_at__gt=end - length, publish_at__gt=end - 2 * length)
    articles = Article.objects.public().filter(Q(publish_at__gt=end - length) | late, publish_at__lte=end)
    listings = Listing.objects.with_reach().filter(posted_at__gt=end - length, posted_at__lte=end, done_at=None)
    if region:
        articles = articles.in_region(region.with_towns())
        listings = listings.filter(region__in=region.with_towns())
    newest = articles.one_per_story().select_related("source", "section", "region").defer("body").newest_first()
    return Digest(
        region, period, issue, list(newest[:MOST]), list(listings.for_ticker().newest_first()[:MOST_LISTINGS])
    )
