"""Every class of attack that sibling products fell to, each by the name under which it was published.

What is proven at length elsewhere is named here in a line; the figures are `make attack`'s.
"""

from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from classifieds import letters, reaching
from classifieds.models import Contact, Listing
from portal.letters.models import Letter
from portal.lib.http import client_address
from portal.moderation.models import ListedWord
from portal.moderation.words import words_in
from tests.assertions import url_patterns
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_editor, make_listing

INJECTIONS = (
    "' OR 1=1--",
    "1' UNION SELECT phone,2 FROM classifieds_contact--",
    '") OR ("1"="1',
    "1;DROP TABLE classifieds_listing",
    "%27%20or%201=1",
    "\\",
    "\x00",
    "{{7*7}}${7*7}",
    "9" * 400,
)
NAUGHTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg/onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
)
TRAVERSALS = (
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "....//etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
)
LINKS = {"href", "src", "action", "formaction"}


class Dangers(HTMLParser):
    """Whatever in a page would run: handlers, scripts without a file, addresses that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        runs = [name for name in said if name.startswith("on")]
        runs += [
            name for name, value in said.items() if value.strip().lower().startswith("javascript:") and name in LINKS
        ]
        is_data = said == {"type": "application/ld+json"}
        if runs or (tag == "script" and not is_data and not said.get("src", "").startswith("/static/")):
            self.found.append(str(self.get_starttag_text()))

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found


class AttackTestCase(PostingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.listing = make_listing(values={"way": "whole", "rent": 1500}, price=1500)
        self.path = self.listing.get_absolute_url()

    def stored(self) -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in (Listing, Contact)]


class InjectionTests(AttackTestCase):
    def test_sql_injection_by_slug_filter_search_and_region(self) -> None:
        """CVE-2012-0973, CVE-2014-8083, CVE-2014-10013, CVE-2022-3254, CVE-2026-59550, CVE-2025-52722."""
        before = self.stored()
        keys = (
            "region",
            "intent",
            "photos",
            "sort",
            "way",
            "rent_min",
            "rent_max",
            "area_min",
            "who",
            "page",
            "q",
            "view",
        )
        for text in INJECTIONS:
            for key in keys:
                answer = self.client.get("/classifieds/rent/", {key: text}, follow=True)
                self.assertIn(answer.status_code, {200, 404}, (key, text))
                self.assertNotContains(answer, self.listing.contact.phone, status_code=answer.status_code)
            for address in ("/search/", "/classifieds/post/"):
                self.assertLess(self.client.get(address, {"q": text, "region": text, "kind": text}).status_code, 500)
        self.assertEqual(self.stored(), before)

    def test_names_of_attributes_never_become_columns_or_fields(self) -> None:
        """Source-read Mymps: attribute names from the form become SQL columns, request keys become globals."""
        later = "2099-01-01"
        foreign = {"a_score": "0", "a_price) --": "1", "status": "approved", "is_featured": "1", "score": "0"}
        dates = {"expires_at": later, "posted_at": later, "reviewed_at": later, "kept_until": later, "held_at": ""}
        self.post(**foreign, **dates, secret_hash="0" * 64, listing=str(self.listing.pk), id=str(self.listing.pk))
        made = Listing.objects.exclude(pk=self.listing.pk).get()
        self.assertLess(max(made.expires_at, made.posted_at).year, 2099)
        self.assertEqual((made.reviewed_at, made.kept_until), (None, None))
        self.assertLessEqual(set(made.values), {"way", "rooms", "area", "rent", "who", "lift"})

    def test_an_edit_cannot_move_a_listing_to_another_category_or_owner(self) -> None:
        path = self.manage_path(self.post())
        made = Listing.objects.exclude(pk=self.listing.pk).get()
        self.client.post(
            f"{path}edit/", self.said(category="1", pk=str(self.listing.pk), secret_hash="x", region="999999")
        )
        after = Listing.objects.get(pk=made.pk)
        self.assertEqual(
            (after.category, after.region, after.secret_hash), (made.category, made.region, made.secret_hash)
        )

    def test_paths_lead_nowhere_else(self) -> None:
        """CVE-2014-6308, CVE-2014-8084 (Osclass): reading files by a parameter."""
        for text in TRAVERSALS:
            for address in (
                f"/media/{text}",
                f"/static/{text}",
                f"/classifieds/{text}/",
                f"/classifieds/manage/{text}/",
            ):
                answer = self.client.get(address, follow=True)
                self.assertIn(answer.status_code, {400, 404}, address)
                self.assertNotIn(b"root:", answer.content)

    def test_a_broken_rule_never_blocks_posting(self) -> None:
        """osclass/Osclass #2215: one brace in a ban rule stopped all posting. Rules here are words, never patterns."""
        for word in ("}", "[", "(?P<", "*", "&", "&&", "\\"):
            ListedWord.objects.create(word=word, grade=ListedWord.Grade.BLOCK)
        self.assertEqual(words_in("好房子}[*\\", "housing"), [])
        self.assertEqual(self.post().status_code, 200)

    def test_a_rule_that_says_nothing_is_refused_when_it_is_saved(self) -> None:
        """osclass/Osclass #2215: an editor is told at once, not by a rule that silently catches nothing."""
        self.client.force_login(make_editor())
        for word in ("}", "&", "刷单&", "　", "。。", "&返利"):
            answer = self.client.post("/admin/moderation/listedword/add/", {"word": word, "grade": "block"})
            self.assertContains(answer, "errorlist")
        self.assertFalse(ListedWord.objects.exists())
        self.client.post("/admin/moderation/listedword/add/", {"word": "刷单&返利", "grade": "block"})
        self.assertEqual(ListedWord.objects.get().word, "刷单&返利")


class MarkupTests(AttackTestCase):
    def test_what_residents_write_is_text_on_every_page(self) -> None:
        """CVE-2012-5163, CVE-2015-1478, CVE-2025-54698, CVE-2026-96351, Osclass #1993, FixMyStreet 1.8.4."""
        self.client.force_login(make_editor())
        for text in NAUGHTY:
            made = make_listing(title=text[:60], body=text, place=text[:60], values={"estate": text})
            Contact.objects.filter(listing=made).update(name=text[:20], wechat=text[:30])
            secret, _code = made.replace_secret()
            manage = f"/classifieds/manage/{secret}/"
            pages = [made.get_absolute_url(), "/classifieds/", "/classifieds/rent/", "/", manage, f"{manage}edit/"]
            pages += [f"{made.get_absolute_url()}{verb}/" for verb in ("report", "claim")]
            for page in pages:
                html = self.client.get(page).content.decode()
                self.assertEqual(Dangers.of(html), [], (page, text))

    def test_feeds_search_and_the_desk_show_it_as_text(self) -> None:
        """CVE-2025-54698, CVE-2026-96351: a title that fires in the list of the admin, or in a feed."""
        make_listing(title='</script><img src=x onerror="alert(1)">', body="]]><script>alert(2)</script>")
        self.client.force_login(make_editor())
        pages = ["/feeds/classifieds.rss", "/feeds/classifieds.atom", "/feeds/classifieds.json", "/search/?q=onerror"]
        pages += ["/admin/classifieds/listing/", "/admin/classifieds/listing/?q=script", "/classifieds/?q=onerror"]
        for page in pages:
            answer = self.client.get(page)
            self.assertEqual(answer.status_code, 200, page)
            if "json" in answer["Content-Type"]:
                self.assertIn("onerror", str(answer.json()))
            elif "xml" in answer["Content-Type"]:
                self.assertNotRegex(answer.content.decode(), r"<(?:img|script)")
            else:
                self.assertNotRegex(answer.content.decode(), r"<img src=x|<script>alert", page)

    def test_no_page_lets_a_script_of_its_own_run(self) -> None:
        for page in (self.path, "/classifieds/", "/classifieds/post/rent/"):
            policy = self.client.get(page)["Content-Security-Policy"]
            self.assertNotIn("unsafe", policy)
            self.assertRegex(policy, r"script-src 'self'")

    def test_page_numbers_are_read_as_numbers(self) -> None:
        """FixMyStreet 3.0: a page number was printed as it came."""
        for text in NAUGHTY:
            answer = self.client.get("/classifieds/", {"page": text}, follow=True)
            self.assertNotContains(answer, text, status_code=answer.status_code)

    def test_a_link_in_a_listing_is_not_live(self) -> None:
        """SEO spam: what residents write never becomes a link."""
        made = make_listing(body="看 https://spam.example.com 和 www.spam.example.org")
        self.assertNotRegex(self.client.get(made.get_absolute_url()).content.decode(), r"href=\"[^\"]*spam\.example")


class ContactTests(AttackTestCase):
    def test_reveal_needs_the_token_of_this_listing(self) -> None:
        """WPAdverts 2.1.7: the reveal endpoint did not check its nonce."""
        other = reaching.token_for(make_listing())
        for sent in ({}, {"token": ""}, {"token": other}, {"token": "x" * 5000}, {"token": "\x00"}):
            self.assertEqual(self.client.post(f"{self.path}contact/", sent).status_code, 403)

    def test_no_public_page_holds_a_contact(self) -> None:
        """CVE-2026-96904 (AWPCP): the private address by naming something else. CVE-2026-11801, CVE-2026-27092."""
        Contact.objects.update(email="private@example.org", wechat="private_wechat")
        phone = self.listing.contact.phone
        arguments: dict[str, Any] = {
            "pk": self.listing.pk,
            "slug": "rent",
            "secret": "x",
            "token": "x",
            "scope": "latest",
        }
        for name, pattern in url_patterns():
            wanted = pattern.pattern.regex.groupindex
            if not name.startswith("classifieds:") or not set(wanted) <= set(arguments):
                continue
            address = reverse(name, kwargs={key: arguments[key] for key in wanted})
            text = self.client.get(address).content.decode("utf-8", "replace")
            for secret in (phone, "private@example.org", "private_wechat", self.listing.secret_hash):
                self.assertNotIn(secret, text, address)

    def test_a_forged_forwarded_header_is_nobodys_address(self) -> None:
        """Source-read Mymps: GetIP() believes Client-IP and X-Forwarded-For."""
        forged = {"X-Forwarded-For": "1.2.3.4", "Client-IP": "1.2.3.4", "X-Real-IP": "1.2.3.4"}
        request = self.client.get("/classifieds/post/", headers=forged).wsgi_request
        self.assertEqual(client_address(request), "127.0.0.1")

    def test_letters_carry_no_header_of_a_reader(self) -> None:
        """CVE-2014-8085: the contact form. It takes text only, and what it sends has one recipient."""
        Contact.objects.update(email="owner@example.org")
        letters.relay(self.listing, Contact.objects.get(), "a\r\nBcc: x@example.com", "b\nTo: x@example.com")
        self.assertEqual(Letter.objects.get().to, "owner@example.org")
        self.assertNotIn("\n", Letter.objects.get().subject)
