"""Pages that mix apps, and pages about the site itself."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles import lists
from articles.feeds import paths
from articles.models import Article, Breaking, Section
from classifieds import lists as classifieds_lists
from classifieds.models import Category
from portal.facets import address, facets
from portal.feeds import feeds_of as search_feeds
from portal.forms import SearchForm
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.lib.pagecache import reader_mode
from portal.lib.readers import accepts_readers
from portal.moderation import register, retention
from portal.regions.models import Region
from portal.search import spelling
from portal.search.find import find, results
from portal.search.highlight import pattern
from portal.search.shorter import shorter
from portal.transparency import overview

BLOCK = 4
COUNTY_BLOCK = 3
TALKS = 3
TICKER = 6
EDITION_TICKER = 5
RESULTS = 20


@cached_for_readers
def home(request: HttpRequest) -> HttpResponse:
    """The front page: pins, then the newest; no story twice outside the ranking, which stays true."""
    note("front")
    public = Article.objects.public()
    breaking = Breaking.objects.public().select_related("article__source").defer("article__body").first()
    shown: set[int] = set()
    pinned = lists.pinned()
    shown.update(article.pk for article in pinned)
    top = (pinned + lists.newest(public, max(0, 8 - len(pinned)), without=shown))[:8]
    lead = top[0] if pinned else next((article for article in top if article.lead), next(iter(top), None))
    rest = [article for article in top if article is not lead]
    sections = list(Section.objects.filter(on_front=True))
    talks = lists.newest(
        public.filter(section__kind=Section.Kind.INTERVIEWS).select_related("interviewee"), TALKS, without=shown
    )
    blocks = [
        (section, lists.newest(public.filter(section=section), BLOCK, without=shown))
        for section in sections
        if not section.is_interviews
    ]
    counties = [
        (region, lists.newest(public.in_region(region.with_towns()), COUNTY_BLOCK, without=shown))
        for region in Region.objects.filter(kind__in=[Region.Kind.COUNTY, Region.Kind.OTHER]).prefetch_related("towns")
    ]
    if breaking:
        true_until(breaking.expires_at)
        if breaking.article:
            lists.noted([breaking.article])
    coming = Breaking.objects.filter(shown_from__gt=timezone.now()).order_by("shown_from")
    true_until(coming.values_list("shown_from", flat=True).first())
    lists.watch_schedule()
    context = {
        "is_home": True,
        "search_always": True,
        "breaking": breaking,
        "lead": lead,
        "listed": top,
        "brief": rest[3:],
        "rows": rest[:3],
        "ranking": lists.ranking(5),
        "blocks": [(section, articles) for section, articles in blocks if articles],
        "talks": talks,
        "counties": [(region, articles) for region, articles in counties if articles],
        "groups": Category.objects.open().groups(),
        "listings": classifieds_lists.newest(TICKER),
    }
    return render(request, "home.html", context)


@cached_for_readers
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """A region's front: what is pinned there, then the newest of the region and its towns."""
    region = get_object_or_404(Region.objects.prefetch_related("towns"), slug=slug)
    ids = region.with_towns()
    note(*(f"region:{pk}" for pk in ids))
    pinned = lists.pinned(region=region)
    articles = Article.objects.public().in_region(ids).one_per_story()
    articles = articles.exclude(pk__in=[article.pk for article in pinned])
    context = {
        "region": region,
        "feed_urls": paths("feed_of_region", slug),
        "feed_title": str(region),
        "pinned": pinned,
        "page": lists.paginate(request, articles),
        "ranking": lists.ranking(8, region_ids=ids),
        "listings": classifieds_lists.newest(EDITION_TICKER, region_ids=ids),
    }
    return render(request, "edition.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Search over articles and listings. Any query string gives a page; what was not understood is said on it."""
    form = SearchForm(request.GET)
    answer = find(form.query, form.narrowings, by_time=form.by_time)
    asked_for = request.GET.get("page", "1")
    page = Paginator(answer.hits, RESULTS).get_page(asked_for)
    context = {
        "search_always": True,
        "query": form.typed,
        "form": form,
        "answer": answer,
        "page": page,
        "is_other_page": asked_for != str(page.number),
        "results": results(page.object_list),
        "found": pattern(form.query),
        "facets": facets(form, answer) if form.query.words else [],
        "meant": spelling.meant(form.typed),
        "shorter": [] if answer.unnarrowed else shorter(form.query),
        "feed_urls": search_feeds(form) if form.query.words else {},
        "feed_title": form.typed,
        "other_order": address(form, sort="" if form.by_time else "time"),
        "unnarrowed": f"?{urlencode({'q': form.typed})}",
        "before_page": f"{urlencode(form.parameters)}&",
    }
    return render(request, "search.html", context)


@cached_for_readers
def about(request: HttpRequest) -> HttpResponse:
    """The declaration, what counts as a view, what is stored and for how long."""
    return render(request, "about.html")


@cached_for_readers
def transparency(request: HttpRequest) -> HttpResponse:
    """The figures of the site, and how long things are kept."""
    note(register.TAG)
    context = {"figures": overview(), "retention": retention.table()}
    return render(request, "transparency.html", context)


@require_POST
@accepts_readers
def mode(request: HttpRequest) -> HttpResponse:
    """Remember 关怀版 or 深色 for a reader without JavaScript, in a cookie that holds nothing else."""
    now = set(reader_mode(request.META).split("-")) - {""}
    chosen = request.POST.get("mode")
    if chosen == "care":
        now ^= {"care"}
    elif chosen == "theme":
        now = (now - {"dark", "light"}) | ({"light"} if "dark" in now else {"dark"})
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        "mode", "-".join(sorted(now)), max_age=365 * 24 * 3600, samesite="Lax", httponly=True, secure=settings.SECURE
    )
    return response


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready", "database": connection.vendor})


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What came cannot be read at all, mostly because it is too much at once."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The last page: no template context, no query."""
    return render(None, "500.html", status=500)
