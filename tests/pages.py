"""Every kind of page, and where to find some of each on the running demo site.

Most are found by following links, sorted by the URL pattern they belong to. What no link leads to, or what only an
answer to a form shows, stands in the two tables below: a new kind of page is tested when it is linked or listed here.
"""

import re
import urllib.error
from collections import defaultdict
from collections.abc import Callable
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.assertions import url_patterns
from tests.running_site import RunningSite

# How many of each kind are looked at.
MOST = defaultdict(lambda: 1, {"articles:detail": 3, "classifieds:detail": 2})
# Addresses that answer with no page of their own.
NO_PAGES = {
    "live",
    "ready",
    "robots",
    "media",
    "mode",
    "traffic:count",
    "articles:report",
    "classifieds:contact",
    "classifieds:export",
    "takedown:say",
    "takedown:retract",
    "register_csv",
    "register_json",
    "classifieds:photo",
    "classifieds:tray",
    "classifieds:message",  # only of a poster who takes letters, so it is among the states
    "listing_feed",
    "listing_feed_of",
    "articles:share",
    "articles:feed",
    "articles:feed_of_region",
    "articles:feed_of_section",
    "articles:feed_of_tag",
    "search_feed",
    "opensearch",
    "suggest",
    "indexnow_key",
    "sitemap",
    "sitemap_part",
    "sitemap_lists",
    "sitemap_news",
    "silian",
}
SECRET = re.compile(r"<str:(?:secret|reference|token)>")
# What no link of the demo leads to.
UNLINKED = {
    "missing": ["/articles/999999999/"],
    "search": [
        "/search/",
        "/search/?q=里运河",
        "/search/?q=没有这样的词",
        "/search/?q=" + "长" * 90 + "&from=x&page=x",
    ],
    "articles:section": ["/sections/interviews/"],
    "classifieds:fill": ["/classifieds/post/rent/"],
    "classifieds:board": ["/classifieds/rent/?region=nowhere&price_min=x"],
    "english": ["/en/", "/en/about/"],
    "traditional": ["/hant/", "/hant/takedown/"],
}
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')

State = Callable[[Page, RunningSite], None]


def _sent_empty(path: str) -> State:
    """The answer to a form of which nothing was filled in, past what the browser itself would say."""

    def bring_about(page: Page, site: RunningSite) -> None:
        page.goto(site.url + path)
        page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
        # A form that proves itself is sent once its proof is found, not at the click.
        with page.expect_navigation():
            page.locator("main form[method=post] [type=submit]").last.click()

    return bring_about


def _made_by(code: str, *, status: int = 200) -> State:
    """The page whose path a piece of Python prints, run on the site."""

    def bring_about(page: Page, site: RunningSite) -> None:
        path = site.python(code)
        answer = page.goto(site.url + path)
        assert answer
        assert answer.status == status, path

    return bring_about


def _typed(path: str, field: str, words: str) -> State:
    """The answer to a form of which one field was filled in."""

    def bring_about(page: Page, site: RunningSite) -> None:
        page.goto(site.url + path)
        page.fill(f"[name={field}]", words)
        page.locator("main form").evaluate("form => form.submit()")
        page.wait_for_selector("[role=alert]")

    return bring_about


NOTICE = (
    "from portal.moderation.models import Notice\n"
    "notice = Notice(url='/articles/1/', wish='remove', party='author', right='copyright', statement='未经许可')\n"
)
CLOSED = (
    f"{NOTICE}import datetime\nfrom django.utils import timezone\nfrom portal.moderation.road import Step\n"
    "notice.file(); notice.take(Step.REFUSE); long_ago = timezone.now() - datetime.timedelta(days=20)\n"
    "Notice.objects.filter(pk=notice.pk).update(closed_at=long_ago)\n"
)
SUBSCRIPTION = (
    "from portal.newsletter import tokens\nfrom portal.newsletter.models import Subscription\n"
    "one = Subscription.objects.get_or_create(email='reader@example.org', region=None)[0]\n"
)
# Pages that have to be brought about.
STATES: dict[str, State] = {
    "a takedown form with errors": _sent_empty("/takedown/"),
    "a listing form with errors": _sent_empty("/classifieds/post/rent/"),
    "a takedown form that offers what may be meant": _typed("/takedown/", "url", "里运河"),
    "a takedown notice": _made_by(
        f"{NOTICE}secret = notice.file(); print(f'{{notice.get_absolute_url()}}?secret={{secret}}')"
    ),
    "a takedown notice for the other side, decided and overdue": _made_by(
        f"{NOTICE}from django.contrib.auth.models import User\n"
        "from django.utils import timezone\n"
        "from portal.moderation.models import Ruling\n"
        "from portal.moderation.road import Step\n"
        "notice.file(); notice.take(Step.ACT); notice.take(Step.COUNTER)\n"
        "Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now())\n"
        "by = User.objects.get_or_create(username='示例编辑')[0]\n"
        "Ruling.objects.create(notice=notice, act='label', ground='privacy', explanation='写得不全', things=[1],"
        " proposed_by=by, decided_at=timezone.now())\n"
        "secret = notice.give_other_secret(''); print(f'{notice.get_absolute_url()}?secret={secret}')"
    ),
    "a register with an entry": _made_by(f"{CLOSED}print('/register/')"),
    "a newsletter form with errors": _sent_empty("/newsletter/"),
    "a subscription to confirm": _made_by(
        f"{SUBSCRIPTION}print(tokens.path('confirm', tokens.to_confirm(one, period='weekly', dress=''), ''))"
    ),
    "a subscription": _made_by(f"{SUBSCRIPTION}print(tokens.path('manage', tokens.of_reader(one), ''))"),
    "a subscription that ended": _made_by(
        f"{SUBSCRIPTION}print(tokens.path('manage', tokens.of_reader(one), '')); one.delete()", status=410
    ),
    "a subscription's link that is wrong": _made_by("print('/newsletter/confirm/wrong/')", status=404),
    "figures with charts": _made_by(f"{CLOSED}print('/transparency/')"),
    "a takedown notice without its secret": _made_by(
        "from portal.moderation.models import Notice\nprint(Notice.objects.first().get_absolute_url())",
        status=404,
    ),
    "a listing in its owner's hands": _made_by(
        "from classifieds.models import Listing; listing = Listing.objects.public().first()\n"
        "secret, code = listing.issue_secret(); listing.save(); print(f'/classifieds/manage/{secret}/')"
    ),
    "a listing being edited": _made_by(
        "from classifieds.models import Listing; listing = Listing.objects.public().first()\n"
        "secret, code = listing.issue_secret(); listing.save(); print(f'/classifieds/manage/{secret}/edit/')"
    ),
    "the photos of a listing": _made_by(
        "from classifieds.models import Listing; from tests.factories import make_photo\n"
        "listing = Listing.objects.public().first(); photos = [make_photo(listing), make_photo(listing)]\n"
        "secret, code = listing.issue_secret(); listing.save(); print(f'/classifieds/manage/{secret}/photos/')"
    ),
    "a letter to a poster": _made_by(
        "from classifieds.models import Contact; contact = Contact.objects.revealable().last()\n"
        "contact.email, contact.takes_letters = 'poster@example.org', True; contact.save()\n"
        "print(f'/classifieds/{contact.listing_id}/message/')",
    ),
    "a withdrawn article": _made_by(
        "from articles.models import Article; from portal.moderation.takedown import withdraw\n"
        "article = Article.objects.public().order_by('publish_at').first()\n"
        "withdraw(article, by=None, reason='当事人申请（示例）'); print(article.get_absolute_url())",
        status=410,
    ),
    "a withdrawn listing": _made_by(
        "from classifieds.models import Listing; from portal.moderation.takedown import withdraw\n"
        "listing = Listing.objects.public().last()\n"
        "withdraw(listing, by=None, reason='号码被冒用（示例）'); print(listing.get_absolute_url())",
        status=410,
    ),
}


def _is_page(name: str, route: str) -> bool:
    """Whether everybody finds a page there; those that take a secret are among the states."""
    return name not in NO_PAGES and not name.startswith("admin:") and not SECRET.search(route)


def kinds() -> list[str]:
    """Every kind of page, by the name of its URL pattern or as listed above."""
    named = {name for name, pattern in url_patterns() if _is_page(name, str(pattern.pattern))}
    return sorted(named | set(UNLINKED))


def _kind(path: str) -> str | None:
    """The kind of page that an address leads to; None for what is no page of the plain dress."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return match.view_name if _is_page(match.view_name, match.route) else None


def find_pages(site: RunningSite) -> dict[str, list[str]]:
    """Paths of the site by kind, followed from the front page; the first few of each kind."""
    found: dict[str, list[str]] = defaultdict(list, {kind: list(paths) for kind, paths in UNLINKED.items()})
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if kind is None or len(found[kind]) >= MOST[kind] + len(UNLINKED.get(kind, [])):
            continue
        found[kind].append(path)
        try:
            html = site.get(path)
        except urllib.error.HTTPError:
            continue
        for link in LINK.findall(html):
            linked = urlsplit(urljoin(site.url + path, unescape(link)))
            address = linked.path + (f"?{linked.query}" if linked.query else "")
            if f"http://{linked.netloc}" == site.url and address not in seen:
                seen.add(address)
                waiting.append(address)
    return dict(found)
