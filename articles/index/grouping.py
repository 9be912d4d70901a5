"""New articles come into the story that they tell: at once those of feeds, the others by the worker."""

import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from articles.index import likeness
from articles.index.likeness import Print
from articles.models import Article, Story, StoryKey, StoryPrint
from portal.lib import html

# So far apart two sources tell of one event.
WINDOW = datetime.timedelta(days=10)
MOST_COMPARED = 30
AT_ONCE = 200


def group_new() -> int:
    """Group what nobody has grouped yet, the newest first; how many that were."""
    waiting = Article.objects.filter(grouped_at=None).order_by("-pk").defer(None)[:AT_ONCE]
    for article in waiting:
        group(article)
    return len(waiting)


def group(article: Article) -> Story | None:
    """Put an article that is in no story yet into the one that it tells, if there is one; remember it for the next."""
    new = likeness.of(article.title, f"{article.lead}\n{html.to_text(article.body)}")
    with transaction.atomic():
        if not Article.objects.filter(pk=article.pk, grouped_at=None).update(grouped_at=timezone.now()):
            return article.story
        known = nearest(new, article)
        remember(article, new)
        return Story.join([known, article], by=None) if known else None


def nearest(new: Print, article: Article) -> Article | None:
    """The article about that time that is most surely the same."""
    span = (article.publish_at - WINDOW, article.publish_at + WINDOW)
    keys = StoryKey.objects.filter(value__in=new.asked, at__range=span).exclude(article=article.pk)
    counted = keys.values("article").annotate(shared=Count("pk")).order_by("-shared", "-article")[:MOST_COMPARED]
    prints = StoryPrint.objects.filter(pk__in=[row["article"] for row in counted])
    found = {one.pk: likeness.likeness(Print.unpack(bytes(one.data)), new) for one in prints}
    best = max(found, key=lambda pk: (found[pk], -pk), default=None)
    return Article.objects.get(pk=best) if best and found[best] else None


def remember(article: Article, new: Print) -> None:
    """Let later ones find it."""
    StoryPrint.objects.update_or_create(article=article, defaults={"data": new.pack()})
    StoryKey.objects.filter(article=article).delete()
    StoryKey.objects.bulk_create(StoryKey(value=key, at=article.publish_at, article=article) for key in new.keys)
