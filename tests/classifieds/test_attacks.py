"""Every class of attack that sibling products fell to, each by the name under which it was published.

What is proven at length elsewhere is named here in a line; the figures are `make attack`'s.
"""

from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from classifieds import letters, reaching
from classifieds.models import Contact, Letter, Listing
from portal.lib.http import client_address
from portal.moderation.models import ListedWord
from portal.moderation.words import words_in
from tests.assertions import url_patterns
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_editor, make_listing, make_region
from tests.surroundings import ROOT

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
VERBS = ("edit", "renew", "done", "hide-contact", "letters", "appeal", "delete")


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
        if runs or (tag == "script" and not said.get("src", "").startswith("/static/")):
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
            wanted = pattern.pattern.converters
            if not name.startswith("classifieds:") or not set(wanted) <= set(arguments):
                continue
            address = reverse(name, kwargs={key: arguments[key] for key in wanted})
            text = self.client.get(address).content.decode("utf-8", "replace")
            for secret in (phone, "private@example.org", "private_wechat", self.listing.secret_hash):
                self.assertNotIn(secret, text, address)

    def test_a_forged_forwarded_header_is_nobodys_address(self) -> None:
        """Source-read Mymps: GetIP() believes Client-IP and X-Forwarded-For."""
        forged = {"HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_CLIENT_IP": "1.2.3.4", "HTTP_X_REAL_IP": "1.2.3.4"}
        request = self.client.get("/classifieds/post/", **forged).wsgi_request
        self.assertEqual(client_address(request), "127.0.0.1")

    def test_letters_carry_no_header_of_a_reader(self) -> None:
        """CVE-2014-8085: the contact form. It takes text only, and what it sends has one recipient."""
        Contact.objects.update(email="owner@example.org")
        letters.relay(self.listing, Contact.objects.get(), "a\r\nBcc: x@example.com", "b\nTo: x@example.com")
        self.assertEqual(Letter.objects.get().to, "owner@example.org")
        self.assertNotIn("\n", Letter.objects.get().subject)


class SecretTests(AttackTestCase):
    def test_the_secret_of_one_listing_does_nothing_to_another(self) -> None:
        """CVE-2024-13541 (aDirectory), CVE-2021-4357 (uListing): anybody deletes any listing."""
        secret, code = make_listing().replace_secret()
        before = list(Listing.objects.filter(pk=self.listing.pk).values())
        for key in (secret, code):
            for verb in VERBS:
                sent = self.said(pk=str(self.listing.pk), listing=str(self.listing.pk), id=str(self.listing.pk))
                self.client.post(f"/classifieds/manage/{key}/{verb}/?listing={self.listing.pk}", sent)
        self.assertEqual(list(Listing.objects.filter(pk=self.listing.pk).values()), before)

    def test_every_change_asks_for_the_secret_itself(self) -> None:
        """Source-read Mymps: the password was checked when the form opens, not when it is saved."""
        self.client.get(f"/classifieds/manage/{self.listing.replace_secret()[0]}/edit/")
        before = self.stored()
        for verb in VERBS:
            client = Client()
            for secret in ("", "x", str(self.listing.pk), self.listing.secret_hash):
                answer = client.post(f"/classifieds/manage/{secret}/{verb}/", self.said())
                self.assertIn(answer.status_code, {404, 429}, verb)
        self.assertEqual(self.stored(), before)

    def test_get_and_other_sites_change_nothing(self) -> None:
        """CVE-2023-37387, Osclass mark and item_delete by GET: state changes by a link."""
        secret, _code = self.listing.replace_secret()
        before = self.stored()
        places = [f"/classifieds/manage/{secret}/{verb}/" for verb in VERBS]
        places += [f"{self.path}{verb}/" for verb in ("contact", "report", "claim")]
        for place in places:
            for _time in range(3):
                self.client.get(place)
                self.client.head(place)
            answer = self.client.post(place, self.said(), HTTP_SEC_FETCH_SITE="cross-site")
            self.assertEqual(answer.status_code, 403, place)
            answer = self.client.post(place, self.said(), HTTP_ORIGIN="https://evil.example.com")
            self.assertEqual(answer.status_code, 403, place)
        self.assertEqual(self.stored(), before)

    def test_secrets_are_random_long_and_stored_only_as_keyed_hashes(self) -> None:
        """Source-read Osclass, WPAdverts, AWPCP: mt_rand, md5(uniqid()), plain at rest."""
        told = [make_listing().replace_secret() for _number in range(50)]
        self.assertEqual(len({secret for secret, _code in told}), 50)
        self.assertGreaterEqual(min(len(secret) for secret, _code in told), 22)  # 128 bits
        everything = str(self.stored())
        for secret, code in told:
            self.assertNotIn(secret, everything)
            self.assertNotIn(code, everything)

    def test_no_module_makes_secrets_of_weak_stuff(self) -> None:
        for path in [*(ROOT / "classifieds").rglob("*.py"), *(ROOT / "portal" / "lib").rglob("*.py")]:
            lines = path.read_text(encoding="utf-8").splitlines()
            source = "\n".join(line for line in lines if "usedforsecurity=False" not in line)
            self.assertNotRegex(source, r"\bmd5\b|uuid1|sha1\b|mt_rand", path)
            # Bands of min-hashes are the one place that draws from `random`; nothing there is hidden.
            if path.name != "likeness.py":
                self.assertNotRegex(source, r"(?m)^(?:import random|from random )", path)

    def test_the_management_page_leaks_its_address_to_nobody(self) -> None:
        secret, _code = self.listing.replace_secret()
        answer = self.client.get(f"/classifieds/manage/{secret}/")
        self.assertEqual(answer["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", answer["X-Robots-Tag"])
        self.assertIn("no-store", answer["Cache-Control"])

    def test_a_code_opens_a_listing_and_signs_nobody_in(self) -> None:
        """CVE-2024-11349, CVE-2025-8359, CVE-2026-1729 (AdForest): a one-time code let anyone in as anyone."""
        _secret, code = self.listing.replace_secret()
        self.client.post("/classifieds/manage/", {"code": code})
        self.assertNotIn("_auth_user_id", self.client.session)
        self.assertEqual(self.client.get("/admin/").status_code, 302)


class ChallengeTests(AttackTestCase):
    def test_a_challenge_cannot_be_spliced_stretched_or_replayed(self) -> None:
        """CVE-2025-68113 (ALTCHA): splicing extends expiry. CVE-2025-65849: obfuscation is no protection."""
        page = self.client.get("/classifieds/post/rent/")
        said = self.filled(page)
        work, solution = said["proof"].split(":")
        number, bits, until, mac = work.split(".")
        for forged in (
            f"{number}.{bits}.{int(until) + 9999}.{mac}",
            f"{number}.0.{until}.{mac}",
            f"{number}0.{bits}.{until}.{mac}",
            f"{number}.{bits}.{until}.",
        ):
            answer = self.client.post("/classifieds/post/rent/", {**said, "proof": f"{forged}:{solution}"})
            self.assertEqual(answer.status_code, 422, forged)
        self.assertEqual(self.client.post("/classifieds/post/rent/", said).status_code, 200)
        self.assertEqual(self.client.post("/classifieds/post/rent/", said).status_code, 422)


class UploadTests(AttackTestCase):
    def test_a_file_that_no_field_asks_for_is_not_kept(self) -> None:
        """CVE-2014-8085, CVE-2026-118063, CVE-2026-118064, CVE-2016-10751: uploads that became code."""
        code = b"\xff\xd8\xff\xe0<?php system($_GET['c']); ?>"
        for name in ("a.php", "a.php.jpg", "a.pHp", "a.svg", "../../a.jpg"):
            self.post(file=SimpleUploadedFile(name, code), title=f"图{name[-4:]}", phone=f"139{len(name):08}")
        for path in (ROOT / "data" / "media", ROOT / "static"):
            self.assertEqual([one for one in path.rglob("*.ph*") if one.is_file()], [])

    def test_photos_belong_to_the_listing_of_the_secret(self) -> None:
        """CVE-2026-106646, CVE-2025-14047: photo endpoints changed other people's attachments."""
        secret, _code = make_listing().replace_secret()
        before = self.stored()
        for address in (f"/classifieds/manage/{secret}/photos/1/delete/", f"/classifieds/manage/{secret}/photos/"):
            self.client.post(address, {"photo": "1", "listing": self.listing.pk})
        self.assertEqual(self.stored(), before)


class WanderingTests(AttackTestCase):
    def test_next_leads_nowhere_else(self) -> None:
        """django-classified 1.2.0: an open redirect in the region selector."""
        make_region("huaian")
        for target in ("//evil.example.com", "https://evil.example.com", "/\\evil.example.com", "javascript:alert(1)"):
            for address in ("/classifieds/", "/classifieds/rent/", "/classifieds/post/"):
                for key in ("next", "region", "back", "url"):
                    answer = self.client.get(address, {key: target})
                    location = answer.headers.get("Location", "")
                    self.assertNotIn("evil.example.com", location.split("?")[0], (address, key))
                    self.assertFalse(location.startswith(("//", "http://evil", "https://evil", "/\\")), location)

    def test_nobodys_unfinished_listing_fills_the_queue(self) -> None:
        """simpliko/wpadverts #12: drafts of programs filled the admin. Here nothing unfinished is stored."""
        before = Listing.objects.count()
        for _number in range(20):
            self.client.get("/classifieds/post/rent/")
            self.client.post("/classifieds/post/rent/", {"title": "未完成"})
        self.assertEqual(Listing.objects.count(), before)
        self.assertFalse(Listing.objects.awaiting_review().exists())

    def test_ten_thousand_reports_are_one_row_for_each_listing(self) -> None:
        for number in range(40):
            self.listing.report("诈骗", visitor=f"v{number}", sender="one")
        self.assertEqual(Listing.objects.awaiting_review().count(), 1)
