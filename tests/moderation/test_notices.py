"""Filing a notice: three steps, nothing lost, a reference and a secret that nobody else learns."""

import re
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.test import override_settings

from portal.letters import sending
from portal.lib.encryption import UnreadableError
from portal.moderation.models import Decision, Evidence, Notice, Target
from tests import proofs
from tests.factories import make_comment, make_listing
from tests.moderation.filing import PDF, FormTestCase, file, make_notice, secret_in


class FilingTests(FormTestCase):
    def test_a_notice_gets_a_reference_and_a_page_to_follow_it_by(self) -> None:
        notice, location = self.sent()
        self.assertEqual((notice.target, notice.object_id), (Target.ARTICLE, self.article.pk))
        page = self.client.get(location)
        self.assertContains(page, notice.reference)
        self.assertContains(page, "等待处理")
        self.assertEqual(page["Referrer-Policy"], "no-referrer")

    def test_what_it_is_about_is_read_from_its_address(self) -> None:
        listing, comment = make_listing(), make_comment(self.article)
        for url, target, pk in (
            (str(self.article.pk), "article", self.article.pk),
            (f"/hant/articles/{self.article.pk}/print/", "article", self.article.pk),
            (f"/classifieds/{listing.pk}/", "listing", listing.pk),
            (comment.get_absolute_url(), "comment", comment.pk),
            ("/about/", "", None),
        ):
            with self.subTest(url):
                notice, _location = self.sent(url=url)
                self.assertEqual((notice.target, notice.object_id), (target, pk))

    def test_a_letter_acknowledges_it_with_date_and_link_and_nothing_that_was_typed(self) -> None:
        notice, location = self.sent()
        sending.send_waiting()
        letter = mail.outbox[0]
        self.assertEqual(letter.to, ["mother@example.org"])
        self.assertIn(notice.reference, letter.subject)
        self.assertIn("最晚20", str(letter.body))
        self.assertNotIn("孩子", str(letter.body))
        self.assertEqual(secret_in(str(letter.body)), secret_in(location))

    def test_who_leaves_a_telephone_gets_no_letter(self) -> None:
        self.sent(contact="13800000000")
        self.assertEqual(sending.send_waiting(), 0)

    def test_one_address_gets_few_letters_however_many_notices_name_it(self) -> None:
        for number in range(7):
            self.send(contact="Victim@example.org" if number % 2 else "victim@example.org")
        self.assertEqual(sending.send_waiting(), settings.RATE_LIMITS["takedown:letter"][0])

    def test_a_form_that_fails_keeps_what_was_typed_and_says_what_to_mend(self) -> None:
        response = self.send(contact="", is_true="")
        self.assertContains(response, "还有2处要改", status_code=422)
        self.assertContains(response, "第三段写了孩子的学校", status_code=422)
        self.assertEqual(Notice.objects.count(), 0)

    def test_it_says_what_a_false_notice_costs(self) -> None:
        self.assertContains(self.client.get("/takedown/"), "民法典第一千一百九十五条第三款")

    def test_words_in_place_of_an_address_are_looked_for(self) -> None:
        response = self.send(url="三里步道")
        self.assertContains(response, f'value="/articles/{self.article.pk}/"', status_code=422)
        self.assertContains(self.send(url="没有这样的词"), "没有找到", status_code=422)

    def test_an_address_of_another_site_is_refused_with_a_reason(self) -> None:
        for url in ("https://evil.example/articles/1/", "javascript:alert(1)", "//evil.example/", "http://["):
            with self.subTest(url):
                self.assertEqual(self.send(url=url).status_code, 422)

    def test_the_form_comes_filled_and_names_the_thing(self) -> None:
        response = self.client.get(f"/takedown/?url=/articles/{self.article.pk}/&wish=correct")
        self.assertContains(response, f'value="/articles/{self.article.pk}/"')
        self.assertContains(response, self.article.title)
        self.assertContains(response, 'value="correct" id="id_wish_2" required checked')

    def test_a_thing_that_readers_do_not_see_is_not_named(self) -> None:
        self.article.workflow = "draft"
        self.article.save()
        self.assertNotContains(self.client.get(f"/takedown/?url=/articles/{self.article.pk}/"), self.article.title)

    def test_every_page_of_content_leads_to_the_form(self) -> None:
        listing, comment = make_listing(), make_comment(self.article)
        for page, url in (
            (self.article.get_absolute_url(), f"?url=/articles/{self.article.pk}/"),
            (listing.get_absolute_url(), f"?url=/classifieds/{listing.pk}/"),
            (f"/articles/{self.article.pk}/comments/{comment.pk}/report/", f"comment-{comment.pk}"),
            ("/about/", "/takedown/"),
        ):
            with self.subTest(page):
                self.assertContains(self.client.get(page), url)


class ProofTests(FormTestCase):
    def test_without_a_proof_nothing_is_taken_and_nothing_lost(self) -> None:
        response = self.client.post("/takedown/", self.said())
        self.assertContains(response, "第三段写了孩子的学校", status_code=422)
        self.assertEqual(Notice.objects.count(), 0)

    def test_one_proof_is_good_for_one_notice(self) -> None:
        proof = proofs.fields(self.client.get("/takedown/").content.decode())
        statuses = [self.client.post("/takedown/", {**proof, **self.said()}).status_code for _ in range(3)]
        self.assertEqual(statuses, [302, 422, 422])

    def test_an_answer_does_where_no_script_runs(self) -> None:
        page = self.client.get("/takedown/").content.decode()
        answered = {**proofs.fields(page, answer=proofs.answer_in(page)), "proof": ""}
        self.assertEqual(self.client.post("/takedown/", {**answered, **self.said()}).status_code, 302)
        self.assertTrue(Notice.objects.get().is_unproven)

    @override_settings(RATE_LIMITS={**settings.RATE_LIMITS, "takedown:create": (2, 600)})
    def test_one_household_sends_only_so_many(self) -> None:
        self.assertEqual([self.send().status_code for _ in range(4)], [302, 302, 429, 429])


class EvidenceTests(FormTestCase):
    def test_it_is_encrypted_with_its_name_and_opens_whole(self) -> None:
        notice, _location = self.sent(files=[file(), file("合同.pdf", PDF)])
        stored = b"".join(bytes(one) for one in Evidence.objects.values_list("closed", flat=True))
        for plain in (b"\xff\xd8\xff", PDF, "身份证".encode(), b"\\u8eab"):
            self.assertNotIn(plain, stored)
        self.assertEqual([one.name for one in notice.evidence.all()], ["身份证.jpg", "合同.pdf"])
        self.assertEqual([one.open()[1] for one in notice.evidence.all()][1], PDF)

    def test_without_the_key_it_is_unreadable_and_an_older_key_still_opens(self) -> None:
        notice, _location = self.sent(files=[file()])
        one = notice.evidence.get()
        with override_settings(EVIDENCE_KEYS=["另一把" * 20]), self.assertRaises(UnreadableError):
            one.open()
        with override_settings(EVIDENCE_KEYS=["新钥匙" * 20, *settings.EVIDENCE_KEYS]):
            self.assertEqual(one.name, "身份证.jpg")

    def test_a_form_that_fails_keeps_the_files(self) -> None:
        response = self.send(contact="", files=[file(), file("合同.pdf", PDF)])
        self.assertContains(response, "已收到 身份证.jpg", status_code=422)
        draft = response.context["draft"]
        first = draft.files[0].pk
        notice, _location = self.sent(draft=draft.token, drop=[first])
        self.assertEqual([one.name for one in notice.evidence.all()], ["合同.pdf"])

    def test_a_draft_of_somebody_else_is_out_of_reach(self) -> None:
        token = self.send(contact="", files=[file()]).context["draft"].token
        for guess in ("", token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "' OR 1=1 --", "\0"):
            notice, _location = self.sent(draft=guess)
            self.assertEqual(notice.evidence.count(), 0)

    def test_what_is_no_photo_and_no_pdf_is_refused_with_a_reason(self) -> None:
        for name, data in (("a.jpg", b"MZ\x90\x00"), ("a.pdf", b"<html>%PDF-"), ("a.svg", b"<svg/>"), ("空.jpg", b"")):
            response = self.send(files=[file(name, data)])
            with self.subTest(name):
                self.assertEqual(response.status_code, 422)
        self.assertEqual(Evidence.objects.count(), 0)

    def test_too_many_and_too_large_are_refused_and_the_words_stay(self) -> None:
        response = self.send(files=[file("大.pdf", PDF + bytes(10 * 1024 * 1024))])
        self.assertContains(response, "超过10 MB", status_code=422)
        response = self.send(files=[file(f"{number}.pdf", PDF + bytes(7 * 1024 * 1024)) for number in range(4)])
        self.assertContains(response, "文件太大了", status_code=422)
        self.assertContains(response, "第三段写了孩子的学校", status_code=422)
        response = self.send(files=[file(f"{number}.pdf", PDF) for number in range(6)])
        self.assertContains(response, "最多5个文件", status_code=422)

    def test_no_address_shows_it(self) -> None:
        notice, location = self.sent(files=[file()])
        self.assertNotContains(self.client.get(location), "身份证")
        one = notice.evidence.get()
        address = f"/admin/moderation/notice/{notice.pk}/evidence/{one.pk}/"
        self.assertEqual(self.client.post(address).status_code, 302)


class HalfWayTests(FormTestCase):
    def test_killed_half_way_nothing_is_stored_and_the_same_form_can_be_sent_again(self) -> None:
        proof = proofs.fields(self.client.get("/takedown/").content.decode())
        killed = mock.patch("portal.moderation.telling.acknowledge", side_effect=KeyboardInterrupt)
        with killed, self.assertRaises(KeyboardInterrupt):
            self.client.post("/takedown/", {**proof, **self.said(files=[file()])})
        self.assertEqual((Notice.objects.count(), Decision.objects.count()), (0, 0))
        self.assertEqual(Evidence.objects.get().notice, None)
        self.assertEqual(self.client.post("/takedown/", {**proof, **self.said()}).status_code, 302)


class SecretTests(FormTestCase):
    def test_it_is_stored_only_as_a_hash(self) -> None:
        _notice, location = self.sent()
        self.assertNotIn(secret_in(location), str(Notice.objects.values().get()))
        self.assertNotIn(secret_in(location), str(list(Decision.objects.values())))

    def test_a_wrong_secret_and_a_wrong_reference_are_told_apart_by_nobody(self) -> None:
        _notice, location = self.sent()
        path = urlsplit(location).path
        own = re.compile(r"/takedown/T[^\"]*")
        wrong = own.sub("", self.client.get(f"{path}?secret=x").text)
        no_such = f"/takedown/T-2026-0101-ABCDEF/?{urlsplit(location).query}"
        for address in (path, f"{path}?secret=", f"{path}?secret=%00%ff", no_such):
            answer = self.client.get(address)
            self.assertEqual((answer.status_code, own.sub("", answer.text)), (404, wrong), address)

    @override_settings(RATE_LIMITS={**settings.RATE_LIMITS, "takedown:guess": (3, 600)})
    def test_guessing_ends_soon_even_for_a_right_one(self) -> None:
        _notice, location = self.sent()
        statuses = [self.client.get(f"{urlsplit(location).path}?secret={n}").status_code for n in range(5)]
        self.assertEqual(statuses, [404, 404, 404, 429, 429])
        self.assertEqual(self.client.get(location).status_code, 429)
        self.assertEqual(self.client.get(location, REMOTE_ADDR="198.51.100.7").status_code, 200)

    def test_nobody_speaks_or_retracts_without_it(self) -> None:
        _notice, location = self.sent()
        other = make_notice(self.article)
        for verb in ("say", "retract"):
            address = f"{other.get_absolute_url()}{verb}/?{urlsplit(location).query}"
            self.assertEqual(self.client.post(address, {"text": "x"}).status_code, 404)
        self.assertEqual(other.statements.count(), 0)

    def test_another_site_cannot_make_a_browser_send_it(self) -> None:
        _notice, location = self.sent()
        address = location.replace("?", "retract/?")
        self.assertEqual(self.client.post(address, headers={"sec-fetch-site": "cross-site"}).status_code, 403)


class AttackTests(FormTestCase):
    STRINGS = (
        *(
            "<script>alert(1)</script>",
            "{{ 7*7 }}{% debug %}",
            "' OR '1'='1",
            "\u202e\ufffe",
            "a\r\nBcc: v@example.com",
        ),
        *("=HYPERLINK(1)", "../../etc/passwd", "%s%n%(x)s", "🙂" * 60, "\x00", "长" * 3000),
    )

    def test_no_field_breaks_a_page_or_comes_back_unescaped(self) -> None:
        words, others = ("statement", "name", "contact"), ("url", "wish", "party", "right", "draft", "drop", "secret")
        with self.settings(RATE_LIMITS={**settings.RATE_LIMITS, "takedown:create": (10**6, 1)}):
            for attack in self.STRINGS:
                for fields in (words, others, ("url",)):
                    response: Any = self.send(**dict.fromkeys(fields, attack))
                    with self.subTest(fields=fields, attack=attack[:20]):
                        self.assertIn(response.status_code, {302, 422})
                        if response.status_code == 302:
                            response = self.client.get(response["Location"])
                            self.assertEqual(response.status_code, 200)
                        self.assertNotIn("<script>alert(1)", response.content.decode())

    def test_no_query_breaks_the_form(self) -> None:
        for attack in self.STRINGS[:9]:
            self.assertEqual(self.client.get("/takedown/", {"url": attack, "wish": attack}).status_code, 200)
            self.assertEqual(self.client.get(f"/takedown/{self.article.pk}/", {"secret": attack}).status_code, 404)
            self.client.get("/takedown/")
