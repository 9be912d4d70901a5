"""Two steps, no account: posting a listing and managing it by its secret."""

import re
from typing import Any
from unittest import mock

from django.test import RequestFactory, TestCase
from django.utils import timezone

from classifieds import reaching, taxonomy
from classifieds.forms import ListingForm
from classifieds.models import Attribute, Category, Contact, Listing
from classifieds.models.attribute import told
from classifieds.publishing import revise
from classifieds.screening import timing
from portal.regions.models import Region
from tests import proofs
from tests.factories import make_editor, make_region


class PostingTestCase(TestCase):
    region: Region

    @classmethod
    def setUpTestData(cls) -> None:
        taxonomy.load()
        cls.region = make_region()

    def said(self, **changes: Any) -> dict[str, Any]:
        said = {
            "region": self.region.pk,
            "a_way": "whole",
            "a_rooms": "2",
            "a_area": "７６㎡",
            "a_rent": "1,500",
            "a_who": "owner",
            "phone": "138 0013-8000",
            "consent": "on",
        }
        return {**said, **changes}

    def setUp(self) -> None:
        super().setUp()
        for patched in (mock.patch.object(timing, "LEAST_SECONDS", 0), self.settings(PROOF_BITS=1)):
            patched.__enter__()
            self.addCleanup(patched.__exit__, None, None, None)

    def post(self, *, slug: str = "rent", **changes: Any) -> Any:
        """Open the form, fill it in, let the browser work, and send it."""
        path = f"/classifieds/post/{slug}/"
        return self.client.post(path, self.filled(self.client.get(path), **changes))

    def filled(self, page: Any, **changes: Any) -> dict[str, Any]:
        """What a browser sends that worked on this page."""
        html = page.content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', html)
        assert opened
        return proofs.fields(html, **self.said(opened=opened[1], **changes))

    def reveal(self, listing: Listing, **changes: Any) -> Any:
        """What the button on the listing's page answers, once the browser has worked for it."""
        path = listing.get_absolute_url()
        found = re.search(r'name="token" value="([^"]+)"', self.client.get(path).content.decode())
        said = {"token": found[1] if found else "", **changes}
        asked = self.client.post(f"{path}contact/", said)
        if asked.status_code != 200:
            return asked
        return self.client.post(f"{path}contact/", proofs.fields(asked.content.decode(), **said))

    def manage_path(self, response: Any) -> str:
        found = re.search(r'href="(/classifieds/manage/[\w-]+/)"', response.content.decode())
        assert found
        return found[1]


class StepOneTests(PostingTestCase):
    def test_it_offers_every_open_leaf(self) -> None:
        response = self.client.get("/classifieds/post/")
        self.assertContains(response, "/classifieds/post/rent/")
        self.assertNotContains(response, "/classifieds/post/dating-all/")

    def test_it_remembers_where_this_device_posted_last(self) -> None:
        town = make_region("chengji", kind="town", parent=make_region())
        self.post(region=town.pk)
        self.assertEqual(self.client.get("/classifieds/post/").context["chosen"], town.parent)
        self.assertEqual(self.client.get("/classifieds/post/sale/").context["form"].initial["region"], town.parent)

    def test_it_remembers_the_region_in_the_address(self) -> None:
        make_region("other")
        self.assertContains(self.client.get("/classifieds/post/?region=other"), 'value="other" checked')


class StepTwoTests(PostingTestCase):
    def test_a_listing_is_live_at_once_with_a_title_made_from_what_was_filled_in(self) -> None:
        self.assertContains(self.post(), "已发布，现在就能看到")
        listing = Listing.objects.public().get()
        self.assertEqual(listing.title, "出租 整租 2室 76㎡ 1,500元/月")
        self.assertEqual(
            listing.values, {"way": "whole", "rooms": 2, "area": 76, "rent": 1500, "who": "owner", "lift": False}
        )
        self.assertContains(self.client.get(listing.get_absolute_url()), "整租")

    def test_at_most_seven_inputs_are_required_in_every_category(self) -> None:
        for leaf in Category.objects.open().exclude(group=None):
            form = self.client.get(f"/classifieds/post/{leaf.slug}/").context["form"]
            asked = [name for name, field in form.fields.items() if field.required and name not in {"region", "intent"}]
            self.assertLessEqual(
                len(asked) + 1, 7, (leaf.slug, asked)
            )  # one way to be reached is asked for beside these

    def test_a_form_that_fails_keeps_what_was_typed_and_says_what_to_mend(self) -> None:
        response = self.post(a_rent="面谈吧", phone="138000000")
        self.assertContains(response, "还有2处要改", status_code=422)
        self.assertContains(response, "面谈吧", status_code=422)
        self.assertContains(response, "电话少了2位，请核对", status_code=422)
        self.assertEqual(Listing.objects.count(), 0)

    def test_what_is_to_be_mended_is_listed_in_the_order_of_the_page(self) -> None:
        answer = self.post(a_rent="", title="x" * 61, phone="", consent="").content.decode()
        said = ["写上月租金", "60", "至少留一样", "请确认信息是真的"]
        places = [answer.index(words, answer.index("处要改")) for words in said]
        self.assertEqual(places, sorted(places))

    def test_a_box_that_was_left_empty_says_nothing_and_one_that_had_to_be_answered_does(self) -> None:
        def facts(values: dict[str, Any], *attributes: Attribute) -> list[str]:
            return [str(attribute) for attribute, _words in told(values, list(attributes))]

        lift = Attribute(key="lift", name="有电梯", kind=Attribute.Kind.FLAG)
        papers = Attribute(key="papers", name="手续齐全", kind=Attribute.Kind.FLAG, is_required=True)
        self.assertEqual(facts({"lift": False, "papers": False}, lift, papers), ["手续齐全"])
        self.assertEqual(facts({"lift": True, "papers": True}, lift, papers), ["有电梯", "手续齐全"])

    def test_one_way_to_be_reached_is_enough(self) -> None:
        self.assertEqual(self.post(phone="", wechat="hongze_2026").status_code, 200)
        self.assertContains(self.post(phone=""), "至少留一样", status_code=422)

    def test_a_closed_category_takes_nothing(self) -> None:
        self.assertEqual(self.client.post("/classifieds/post/dating-all/", self.said()).status_code, 404)

    def test_fields_that_nobody_asked_for_change_nothing(self) -> None:
        self.post(score="0", expires_at="2099-01-01", quarantined_at="", status="approved", category="1", a_unknown="x")
        listing = Listing.objects.get()
        self.assertLess(listing.expires_at.year, 2099)
        self.assertNotIn("unknown", listing.values)

    def test_nonsense_gets_a_clear_answer(self) -> None:
        for changes in (
            {"region": "x"},
            {"region": "9" * 40},
            {"a_way": "castle"},
            {"a_rent": "9" * 400},
            {"a_rent": "NaN"},
        ):
            with self.subTest(changes):
                self.assertEqual(self.post(**changes).status_code, 422)
        self.post(title="\x00\u202e整洁两室", body="a\x00b")
        self.assertEqual(Listing.objects.values_list("title", "body").get(), ("整洁两室", "ab"))


class SecretTests(PostingTestCase):
    def test_the_secret_is_stored_only_as_a_hash(self) -> None:
        secret = self.manage_path(self.post()).split("/")[3]
        self.assertNotIn(secret, str(Listing.objects.values().get()))

    def test_the_phone_is_in_no_page_but_the_answer_to_a_post(self) -> None:
        self.post()
        listing = Listing.objects.get()
        for path in (listing.get_absolute_url(), "/classifieds/", "/classifieds/housing/", "/classifieds/rent/"):
            self.assertNotContains(self.client.get(path), "13800138000")
        self.assertContains(self.reveal(listing), "13800138000")
        self.assertEqual(self.client.get(f"{listing.get_absolute_url()}contact/").status_code, 405)

    def test_a_wrong_secret_opens_nothing(self) -> None:
        self.post()
        for secret in ("x", "0" * 12, "%00", "../admin"):
            self.assertEqual(self.client.get(f"/classifieds/manage/{secret}/").status_code, 404)

    def test_get_changes_nothing(self) -> None:
        path = self.manage_path(self.post())
        before = Listing.objects.values().get()
        for verb in ("renew/", "done/", "hide-contact/", "delete/"):
            self.assertEqual(self.client.get(path + verb).status_code, 405)
        for verb in ("", "edit/", "export/"):
            self.assertEqual(self.client.get(path + verb).status_code, 200)
        self.assertEqual(Listing.objects.values().get(), before)

    def test_the_twelve_digits_open_the_same_page(self) -> None:
        found = re.search(r"\d{4} \d{4} \d{4}", self.post().content.decode())
        assert found
        self.assertEqual(self.client.post("/classifieds/manage/", {"code": found[0]}).status_code, 302)
        self.assertEqual(self.client.post("/classifieds/manage/", {"code": "1"}).status_code, 422)

    def test_the_device_remembers_what_it_posted(self) -> None:
        self.post()
        self.assertContains(self.client.get("/classifieds/manage/"), "整租")
        self.client.cookies["mine"] = "forged"
        self.assertNotContains(self.client.get("/classifieds/manage/"), "整租")

    def test_editing_changes_the_listing_and_nothing_else(self) -> None:
        path = self.manage_path(self.post())
        self.post(title="另一条")
        response = self.client.post(f"{path}edit/", self.said(a_rent="1400", title="降价了"))
        self.assertEqual(response.status_code, 302)
        self.assertEqual(sorted(Listing.objects.values_list("title", flat=True)), ["另一条", "降价了"])

    def test_an_edit_undoes_nothing_that_a_moderator_decided_meanwhile(self) -> None:
        self.post()
        listing = Listing.objects.select_related("category__group").get()
        self.assertTrue(Listing.objects.get().hold(by=make_editor(), reason="核实中"))
        form = ListingForm(self.said(a_rent="1400"), category=listing.category)
        self.assertTrue(form.is_valid(), form.errors)
        revise(form, listing, RequestFactory().post("/"))
        self.assertIsNotNone(Listing.objects.get().held_at)

    def test_hiding_the_contact_undoes_no_claim(self) -> None:
        path = self.manage_path(self.post())
        old = Contact.objects.get()
        Contact.objects.update(claimed_at=timezone.now())
        with mock.patch("classifieds.managing.Contact.objects.filter") as found:
            found.return_value.first.return_value = old
            self.client.post(f"{path}hide-contact/")
        self.assertIsNotNone(Contact.objects.get().claimed_at)

    def test_done_hides_the_contact_and_stays_readable(self) -> None:
        path = self.manage_path(self.post())
        listing = Listing.objects.get()
        token = reaching.token_for(listing)
        self.client.post(f"{path}done/")
        self.assertContains(self.client.get(listing.get_absolute_url()), "已成交")
        self.assertEqual(self.reveal(listing, token=token).status_code, 404)

    def test_what_was_not_taken_after_all_is_shown_again(self) -> None:
        path = self.manage_path(self.post())
        self.client.post(f"{path}done/")
        self.assertContains(self.client.get(path), "还没成交")
        self.assertRedirects(self.client.post(f"{path}offer-again/"), f"{path}?said=again")
        self.assertEqual(self.reveal(Listing.objects.get()).status_code, 200)

    def test_renewing_works_once_in_three_days(self) -> None:
        path = self.manage_path(self.post())
        self.assertIn("early", self.client.post(f"{path}renew/")["Location"])
        Listing.objects.update(posted_at="2026-01-01T00:00+08:00")
        self.assertIn("renewed", self.client.post(f"{path}renew/")["Location"])
        self.assertIn("early", self.client.post(f"{path}renew/")["Location"])

    def test_deleting_takes_the_page_and_the_contact_away(self) -> None:
        path = self.manage_path(self.post())
        listing = Listing.objects.get()
        self.client.post(f"{path}delete/")
        self.assertEqual(self.client.get(listing.get_absolute_url()).status_code, 410)
        self.assertFalse(hasattr(Listing.objects.get(), "contact"))
        self.assertEqual(self.client.get(path).status_code, 404)

    def test_another_site_cannot_make_a_browser_delete(self) -> None:
        path = self.manage_path(self.post())
        self.assertEqual(self.client.post(f"{path}delete/", HTTP_SEC_FETCH_SITE="cross-site").status_code, 403)


class BoardTests(PostingTestCase):
    def test_it_narrows_by_choice_range_and_region(self) -> None:
        self.post(title="便宜整租", a_rent="900")
        self.post(title="贵的合租", a_rent="2400", a_way="shared")
        for query, shown, hidden in (
            ("rent_max=1000", "便宜整租", "贵的合租"),
            ("rent_min=1000", "贵的合租", "便宜整租"),
            ("way=shared", "贵的合租", "便宜整租"),
        ):
            response = self.client.get(f"/classifieds/rent/?{query}")
            self.assertContains(response, shown)
            self.assertNotContains(response, hidden)

    def test_what_it_cannot_read_it_leaves_out(self) -> None:
        self.post()
        for query in (
            "rent_min=x",
            "way=%00",
            "region=atlantis",
            "sort=;drop",
            "page=0",
            "unknown=1",
            "rent_max=1e999",
        ):
            self.assertContains(self.client.get(f"/classifieds/rent/?{query}"), "出租")

    def test_an_attribute_without_options_is_refused(self) -> None:
        attribute = Attribute(group=Category.objects.get(slug="housing"), key="x", name="x", kind="choice", options=[])
        with self.assertRaisesMessage(Exception, "选项不能为空"):
            attribute.full_clean()
