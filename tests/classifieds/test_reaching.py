"""Reaching the poster: the budgeted reveal, letters passed on, a lost link, guesses."""

import io
import re
from typing import Any
from unittest import mock

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from classifieds import harvesting, reaching
from classifieds.models import Contact, Listing
from portal.letters import sending
from portal.letters.models import Letter
from portal.lib import challenge
from tests import proofs
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_listing


class RevealTestCase(PostingTestCase):
    def ask(self, listing: Listing, address: str) -> int:
        return int(self.answer(listing, address).status_code)

    def answer(self, listing: Listing, address: str = "198.51.100.1") -> Any:
        """What the server tells once the browser has worked for it."""
        path, work = f"{listing.get_absolute_url()}contact/", challenge.issue(f"contact {listing.pk}").work
        said = {"token": reaching.token_for(listing), "proof": proofs.solve(work)}
        return self.client.post(path, said, REMOTE_ADDR=address)


class RevealTests(RevealTestCase):
    def test_a_foreign_expired_or_absent_token_reveals_nothing(self) -> None:
        listing, other = make_listing(), make_listing()
        path = f"{listing.get_absolute_url()}contact/"
        for token in ("", "x", reaching.token_for(other)):
            self.assertEqual(self.client.post(path, {"token": token}).status_code, 403)
        token = reaching.token_for(listing)
        with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + 90_000):
            self.assertEqual(self.client.post(path, {"token": token}).status_code, 403)
        self.assertEqual(self.client.post(path, {"token": token}).status_code, 200)

    def test_a_household_gets_twenty_an_hour_and_its_neighbours_sixty(self) -> None:
        listing = make_listing()
        got = [self.ask(listing, f"198.51.100.{number // 30}") for number in range(120)]
        self.assertEqual(got.count(200), 60)
        self.assertEqual(got[:30].count(200), 20)

    def test_neighbours_get_a_hundred_and_fifty_a_day(self) -> None:
        listing, limits = make_listing(), {"classifieds:reveal-neighbours": (10**6, 3600)}
        from django.conf import settings

        with self.settings(RATE_LIMITS={**settings.RATE_LIMITS, **limits}):
            got = [self.ask(listing, f"198.51.100.{number // 10}") for number in range(200)]
        self.assertEqual(got.count(200), 150)

    def test_a_program_that_does_no_work_is_told_nothing(self) -> None:
        listing = make_listing()
        path, token = f"{listing.get_absolute_url()}contact/", reaching.token_for(listing)
        foreign = proofs.solve(challenge.issue(f"contact {listing.pk + 1}").work)
        for proof in ("", "x:y", foreign):
            asked = self.client.post(path, {"token": token, "proof": proof})
            self.assertContains(asked, "<proof-of-work")
            self.assertNotContains(asked, listing.contact.phone)

    def test_one_proof_tells_one_contact(self) -> None:
        listing = make_listing()
        proof = proofs.solve(challenge.issue(f"contact {listing.pk}").work)
        said = {"token": reaching.token_for(listing), "proof": proof}
        got = [self.client.post(f"{listing.get_absolute_url()}contact/", said).content.decode() for _time in range(5)]
        self.assertEqual([listing.contact.phone in one for one in got], [True] + [False] * 4)

    def test_without_javascript_a_question_stands_in_for_the_work(self) -> None:
        listing = make_listing()
        path, token = f"{listing.get_absolute_url()}contact/", reaching.token_for(listing)
        html = self.client.post(path, {"token": token}).content.decode()
        said = proofs.fields(html, token=token, answer=proofs.answer_in(html)) | {"proof": ""}
        self.assertContains(self.client.post(path, said), listing.contact.phone)


class CanaryTests(RevealTestCase):
    def setUp(self) -> None:
        super().setUp()
        harvesting.plant("051783901234")
        self.canaries = list(Listing.objects.canaries())

    def test_no_reader_is_led_to_one(self) -> None:
        make_listing()
        for path in ("/", "/classifieds/", "/feeds/classifieds.rss", "/search/?q=书桌"):
            for canary in self.canaries:
                self.assertNotContains(self.client.get(path), canary.title)
        self.assertFalse(Listing.objects.awaiting_review().exists())
        self.assertFalse(Listing.objects.public().filter(pk__in=[one.pk for one in self.canaries]).exists())

    def test_a_board_names_one_where_only_programs_look(self) -> None:
        self.assertContains(self.client.get("/classifieds/"), f'<a hidden rel="nofollow" href="{harvesting.bait()}">')
        self.assertContains(self.client.get(harvesting.bait()), '<meta name="robots" content="noindex">')

    def test_who_asks_two_of_them_is_told_no_contact_for_a_day(self) -> None:
        honest = make_listing()
        self.assertContains(self.answer(self.canaries[0]), "051783901234")
        self.assertEqual(self.ask(honest, "198.51.100.1"), 200)  # once may be an accident
        with self.assertLogs("classifieds.harvesting"):
            self.answer(self.canaries[1])
        self.assertEqual(self.ask(honest, "198.51.100.1"), 429)
        self.assertEqual(self.ask(honest, "198.51.101.1"), 200)

    def test_planting_again_renews_them(self) -> None:
        call_command("plant_canaries", "051783905678", stdout=io.StringIO())
        self.assertEqual(Listing.objects.canaries().count(), len(self.canaries))
        self.assertEqual(set(Contact.objects.values_list("phone", flat=True)), {"051783905678"})


class LetterTests(PostingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.listing = make_listing()
        Contact.objects.update(email="owner@example.org")
        self.path = f"{self.listing.get_absolute_url()}message/"

    def write(self, address: str = "198.51.100.1", **said: Any) -> Any:
        page = self.client.get(self.path)
        typed = {"words": "房子还在吗？", "answer_to": "13900139000", **said}
        return self.client.post(self.path, proofs.fields(page.content.decode(), **typed), REMOTE_ADDR=address)

    def test_a_letter_is_passed_on_and_the_address_is_told_to_nobody(self) -> None:
        response = self.write()
        self.assertContains(response, "已交给本站转寄")
        self.assertNotContains(response, "owner@example.org")
        self.assertNotContains(self.client.get(self.listing.get_absolute_url()), "owner@example.org")
        self.assertEqual(sending.send_waiting(), 1)
        self.assertEqual((mail.outbox[0].to, Letter.objects.count()), (["owner@example.org"], 0))
        self.assertIn("房子还在吗？", mail.outbox[0].body)
        self.assertNotIn("/manage/", mail.outbox[0].body)  # who answers a letter quotes it

    def test_its_links_are_inert(self) -> None:
        self.write(words="看 https://evil.example.com/a 和 Shop.Example.com", answer_to="www.evil.example.org")
        sending.send_waiting()
        before, _own = str(mail.outbox[0].body).split("本站没有核实")
        self.assertNotRegex(before, r"https?://|\w\.(?:com|org)")

    def test_nothing_that_a_reader_writes_becomes_a_header(self) -> None:
        Listing.objects.update(title="两室\r\nBcc: victim@example.com")
        for attack in ("a\r\nBcc: victim@example.com", "a\nTo: victim@example.com\n\nx", "a%0d%0aCc: v@example.com"):
            self.write(words=attack, answer_to=attack)
        sending.send_waiting()
        for letter in mail.outbox:
            self.assertEqual(letter.recipients(), ["owner@example.org"])
            self.assertNotIn("\n", letter.subject)
            self.assertEqual(set(letter.message().keys()) & {"Cc", "Bcc"}, set())

    def test_neighbours_send_five_a_day_and_a_listing_gets_ten(self) -> None:
        got = [self.write(f"198.51.{number // 7}.{number}").status_code for number in range(28)]
        self.assertEqual(got.count(200), 10)
        self.assertEqual(got[:7].count(200), 5)
        self.assertEqual(Letter.objects.count(), 10)

    def test_the_poster_can_switch_letters_off(self) -> None:
        secret, _code = self.listing.replace_secret()
        self.client.post(f"/classifieds/manage/{secret}/letters/")
        self.assertEqual(self.client.get(self.path).status_code, 404)

    def test_a_letter_that_fails_is_tried_again_later(self) -> None:
        self.write()
        with mock.patch("portal.letters.sending.EmailMessage.send", side_effect=OSError):
            self.assertEqual(sending.send_waiting(), 0)
        self.assertEqual(sending.send_waiting(), 0)
        Letter.objects.update(due_at=timezone.now())
        self.assertEqual(sending.send_waiting(), 1)


class LostLinkTests(PostingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.listing = make_listing()
        Contact.objects.update(email="owner@example.org")
        Contact.objects.get().save()

    def ask(self, email: str, address: str = "198.51.100.1") -> Any:
        return self.client.post("/classifieds/manage/lost/", {"email": email}, REMOTE_ADDR=address)

    def test_the_answer_does_not_tell_whether_there_is_a_listing(self) -> None:
        one, other = self.ask("owner@example.org"), self.ask("nobody@example.org")
        self.assertEqual(one.content, other.content)
        self.assertEqual(Letter.objects.count(), 1)

    def test_a_thousand_requests_are_at_most_three_letters(self) -> None:
        make_listing()
        for number in range(60):
            self.ask("OWNER@example.org", f"198.51.{number}.1")
        self.assertLessEqual(Letter.objects.count(), 3)
        self.assertEqual(Letter.objects.filter(to="owner@example.org").count(), 1)  # one a day for one listing

    def test_the_letter_leads_to_a_new_secret_and_opening_it_changes_nothing(self) -> None:
        self.ask("owner@example.org")
        found = re.search(r"(/classifieds/manage/lost/\S+/)", Letter.objects.get().body)
        assert found
        before = Listing.objects.values().get()
        for _time in range(3):
            self.assertEqual(self.client.get(found[1]).status_code, 200)
            self.client.head(found[1])
        self.assertEqual(Listing.objects.values().get(), before)
        response = self.client.post(found[1])
        self.assertEqual(self.client.get(self.manage_path(response)).status_code, 200)
        self.assertEqual(self.client.post(found[1]).status_code, 404)  # good once


class GuessTests(PostingTestCase):
    def test_after_five_wrong_guesses_even_the_right_one_has_to_wait(self) -> None:
        path = self.manage_path(self.post())
        codes = [self.client.post("/classifieds/manage/", {"code": str(number) * 12}) for number in range(5)]
        self.assertEqual({code.status_code for code in codes}, {422})
        self.assertEqual(self.client.get(path).status_code, 429)
        self.assertEqual(self.client.post("/classifieds/manage/", {"code": "5" * 12}).status_code, 429)
        self.assertEqual(self.client.get(path, REMOTE_ADDR="203.0.113.5").status_code, 200)
