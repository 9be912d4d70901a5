"""Pages that show articles. Each finds its rows through public(), asks for what cards need, and answers."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles import lists
from articles.comments import conversation
from articles.feeds import paths
from articles.models import Article, ArticleQuerySet, Byline, Correction, Person, Section, Source
from portal.lib import paging
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.lib.qr import qr_code
from portal.moderation import gone

MOST_SAVED = 100


def removed(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that says why an article is gone; 404 for one that never was here."""
    article = Article.objects.removed().filter(pk=pk).first()
    if article is None:
        raise Http404
    newest = lists.newest(Article.objects.public(), 3)
    lists.watch_schedule()
    context = {"article": article, "newest": newest, "status": gone.status(article.removal)}
    return gone.with_status(render(request, "articles/removed.html", context), article.removal)


def _whole(pk: int) -> Article | None:
    """An article that its address leads to, with everything its page shows."""
    return Article.objects.at_address().for_page().filter(pk=pk).first()


@cached_for_readers
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    note(f"article:{pk}")
    article = _whole(pk)
    if article is None:
        return removed(request, pk)
    true_until(article.shown_until)
    note(f"section:{article.section_id}")
    return _found_or_not(article, render(request, "articles/detail.html", page_of(article)))


def _found_or_not(article: Article, response: HttpResponse) -> HttpResponse:
    """The page, kept out of search engines if an editor decided so."""
    if article.deindexed_at:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def page_of(article: Article) -> dict[str, Any]:
    """What the page of an article shows; the desk previews with it. Load the article `for_page()`."""
    return {
        "article": article,
        "conversation": conversation(article),
        "told": lists.story_of(article),
        "related": lists.related(article),
        "ranking": lists.ranking(8),
        "qr": qr_code(article.get_plain_url()),
    }


@cached_for_readers
def print_view(request: HttpRequest, pk: int) -> HttpResponse:
    note(f"article:{pk}")
    article = _whole(pk)
    if article is None:
        return removed(request, pk)
    true_until(article.shown_until)
    context = {"article": article, "told": lists.story_of(article), "qr": qr_code(article.get_plain_url())}
    return _found_or_not(article, render(request, "articles/print.html", context))


def _list_page(
    request: HttpRequest, articles: ArticleQuerySet, context: dict[str, Any], template: str = "articles/list.html"
) -> HttpResponse:
    """One page of a list of articles under a heading."""
    context["page"] = lists.paginate(request, articles)
    context.setdefault("ranking", lists.ranking(8))
    return render(request, template, context)


@cached_for_readers
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    note(f"section:{section.pk}")
    articles = Article.objects.public().filter(section=section).select_related("interviewee")
    pinned = lists.pinned(section=section)
    context = {"heading": str(section), "section": section, "intro": section.intro, "pinned": pinned}
    context |= {"feed_urls": paths("feed_of_section", slug), "feed_title": str(section)}
    rest = articles.one_per_story().exclude(pk__in=[article.pk for article in pinned])
    return _list_page(request, rest, context, "articles/section.html")


@cached_for_readers
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    note(f"tag:{tag.pk}")
    articles = Article.objects.public().filter(tags=tag).one_per_story()
    heading = _("标签：%s") % tag.name
    context = {"heading": heading, "feed_urls": paths("feed_of_tag", slug), "feed_title": heading}
    return _list_page(request, articles, context)


@cached_for_readers
def person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    note(f"person:{pk}")
    articles = Article.objects.public().filter(pk__in=Byline.objects.filter(person=person).values("article"))
    return _list_page(request, articles, {"heading": person.name, "intro": person.introduction, "person": person})


@cached_for_readers
def source(request: HttpRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=pk)
    note(f"source:{pk}")
    articles = Article.objects.public().filter(source=source)
    return _list_page(
        request, articles, {"heading": _("来源：%s") % source.name, "intro": source.note, "source": source}
    )


@cached_for_readers
def archive(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    try:
        date = datetime.date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if not 1900 <= year < 3000:
        raise Http404
    note(f"day:{date}")
    articles = Article.objects.public().on_day(date)
    return _list_page(
        request,
        articles,
        {
            "heading": _("%(year)s年%(month)s月%(day)s日") % {"year": year, "month": month, "day": day},
            "date": date,
            **lists.neighbours(date),
        },
    )


@cached_for_readers
def most_read(request: HttpRequest) -> HttpResponse:
    note("ranking")
    return render(request, "articles/most_read.html", {"ranking": lists.ranking(50)})


@cached_for_readers
def corrections(request: HttpRequest) -> HttpResponse:
    note("corrections")
    rows = Correction.objects.public().select_related("article__source").defer("article__body").order_by("-at", "-pk")
    page = paging.paginate(request, rows)
    lists.noted([row.article for row in page])
    true_until(Correction.objects.filter(at__gt=timezone.now()).order_by("at").values_list("at", flat=True).first())
    return render(request, "articles/corrections.html", {"page": page})


@cached_for_readers
def saved(request: HttpRequest) -> HttpResponse:
    """An empty shelf; the reader's device fills it, asking with `?ids=12,7` for what became of what it saved."""
    if "ids" not in request.GET:
        return render(request, "articles/saved.html")
    true_until(timezone.now())
    ids = [
        int(part)
        for part in request.GET["ids"].split(",")[:MOST_SAVED]
        if part.isascii() and part.isdigit() and len(part) < 19
    ]
    found = {article.pk: article for article in Article.objects.at_address().filter(pk__in=ids).for_cards()}
    removed = {article.pk: article for article in Article.objects.removed().filter(pk__in=set(ids) - set(found))}
    return render(request, "articles/_saved.html", {"rows": [(pk, found.get(pk), removed.get(pk)) for pk in ids]})
