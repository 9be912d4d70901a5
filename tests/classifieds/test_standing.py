"""Reach is earned: what a listing's score does to it, what its poster is told, what editors decide."""

import datetime
import time
from unittest import mock

from django.utils import timezone

from classifieds.models import DeniedContact, Listing
from classifieds.models.contact import keyed
from classifieds.screening import storm, timing, wordlist
from portal.lib import ratelimit
from portal.moderation.models import Decision
from tests import proofs
from tests.classifieds.test_posting import PostingTestCase
from tests.factories import make_editor, make_listing

PLAIN = "房东直租，不是中介。楼下就是菜市场，走路三分钟有公交站。厨房可以做饭，天然气刚通。"


class ScreeningTestCase(PostingTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        wordlist.load()


class PublishingTests(ScreeningTestCase):
    def test_a_banned_word_keeps_it_off_and_says_which(self) -> None:
        response = self.post(body="刷★单返利，日结")
        self.assertContains(response, "这条信息没有发布")
        self.assertContains(response, "<title>等待编辑查看 ")
        self.assertContains(response, "写了“刷单返利”，这类信息本站不收。")
        listing = Listing.objects.get()
        self.assertFalse(Listing.objects.public().exists())
        self.assertEqual((listing.score, listing.held_for), (100, "score"))

    def test_mended_it_is_published_at_once(self) -> None:
        path = self.manage_path(self.post(body="刷单返利"))
        self.client.post(f"{path}edit/", self.said(body="拎包入住"))
        self.assertTrue(Listing.objects.with_reach().exists())

    def test_a_doubtful_one_is_live_without_reach(self) -> None:
        response = self.post(body="人在外地，先付定金")
        self.assertContains(response, "信息已发布，暂不推荐到首页")
        listing = Listing.objects.public().get()
        self.assertFalse(Listing.objects.with_reach().exists())
        self.assertContains(self.client.get(listing.get_absolute_url()), '<meta name="robots" content="noindex">')

    def test_many_doubts_hold(self) -> None:
        self.post(body="人在外地，先付定金，钥匙快递，扫码付")
        self.assertFalse(Listing.objects.public().exists())

    def test_the_poster_can_object_once_and_an_editor_decides(self) -> None:
        path = self.manage_path(self.post(body="人在外地，先付定金"))
        self.assertContains(self.client.get(path), "这是误会，请尽快看")
        self.assertIn("appealed", self.client.post(f"{path}appeal/", {"why": "真的是我自己的房子"})["Location"])
        self.assertIn("waiting", self.client.post(f"{path}appeal/")["Location"])
        listing = Listing.objects.awaiting_review().get()
        self.assertEqual(listing.appeal_text, "真的是我自己的房子")
        self.assertTrue(listing.approve(by=make_editor()))
        self.assertTrue(Listing.objects.with_reach().exists())
        self.assertFalse(Listing.objects.awaiting_review().exists())
        self.assertEqual(Decision.objects.get().verb, "approve")

    def test_a_contact_in_the_text_is_to_be_moved_to_its_field(self) -> None:
        for name in ("title", "body", "place", "a_estate"):
            response = self.post(**{name: "看房打一三八零零一三八零零零"})
            self.assertContains(response, "请移到“电话”一栏", status_code=422)
        self.assertEqual(Listing.objects.count(), 0)

    def test_the_same_again_goes_without_reach_and_names_the_old_one(self) -> None:
        self.post(title="水门桥两室出租", body=PLAIN)
        response = self.post(title="水门桥两室出租！", body=PLAIN + "急")
        self.assertContains(response, "《水门桥两室出租》很像。不用重发")
        self.assertEqual(Listing.objects.with_reach().count(), 1)

    def test_one_contact_has_at_most_three_in_a_category(self) -> None:
        for number in range(3):
            self.assertEqual(self.post(title=f"第{number}套").status_code, 200)
        self.assertContains(self.post(title="第四套"), "最多展示3条", status_code=422)
        self.assertEqual(self.post(title="换个号码", phone="13900139000").status_code, 200)
        self.assertEqual(Listing.objects.count(), 4)

    def test_one_contact_posts_at_most_five_new_a_day(self) -> None:
        for number in range(5):
            self.assertEqual(self.post(title=f"第{number}套").status_code, 200)
            Listing.objects.update(done_at=timezone.now())
        self.assertContains(self.post(title="第六套"), "今天已经发了5条", status_code=422)

    def test_a_denied_number_is_refused_in_any_field(self) -> None:
        DeniedContact.objects.create(contact_hash=keyed("contact", "13800138000"), reason="号码本人要求")
        self.assertContains(self.post(), "登记为不得发布", status_code=422)
        self.assertContains(self.post(phone="", wechat="13800138000"), "登记为不得发布", status_code=422)

    def test_what_one_household_posts_beyond_a_few_goes_without_reach_and_is_not_lost(self) -> None:
        for number in range(7):
            self.assertEqual(self.post(title=f"第{number}套房", phone=f"1390013900{number}").status_code, 200)
        self.assertEqual(Listing.objects.public().count(), 7)
        self.assertEqual(Listing.objects.with_reach().count(), 2)

    def test_in_a_storm_nothing_new_has_reach(self) -> None:
        with self.settings(STORM_FLOOR=2):
            for _number in range(2):
                storm.count()
            self.assertContains(self.post(), "现在发布的人比平时多很多")
        self.assertFalse(Listing.objects.with_reach().exists())

    def test_a_category_for_editors_first_waits(self) -> None:
        missing = {
            "a_when": "2025-11-20",
            "a_where": "车站",
            "a_feature": "穿红衣",
            "title": "寻人",
            "phone": "13800138000",
        }
        response = self.post(slug="missing", **missing)
        self.assertContains(response, "已收到，编辑看过就发布")
        self.assertEqual(Listing.objects.get().held_for, "first")


class EditingTests(ScreeningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.manage_path(self.post(title="水门桥两室出租", body=PLAIN))
        self.listing = Listing.objects.get()
        self.listing.approve(by=make_editor())

    def edit(self, **changes: str) -> Listing:
        said = {"title": "水门桥两室出租", "body": PLAIN, **changes}
        self.assertEqual(self.client.post(f"{self.path}edit/", self.said(**said)).status_code, 302)
        self.listing.refresh_from_db()
        return self.listing

    def test_a_small_change_keeps_the_approval(self) -> None:
        self.assertIsNone(self.edit(body=PLAIN + "降价了。").quarantined_at)
        self.assertIsNotNone(self.listing.reviewed_at)

    def test_another_text_under_an_approved_listing_loses_reach_at_once(self) -> None:
        self.assertIsNotNone(self.edit(title="低价转让", body="全新手机低价转让，量大从优，欢迎同行").quarantined_at)

    def test_many_small_changes_add_up_to_another_text(self) -> None:
        for length in (40, 30, 20, 10):
            self.edit(body=PLAIN[:length] + "全新手机低价转让量大从优欢迎同行批发"[: 18 - length // 3])
        self.assertIsNotNone(self.listing.quarantined_at)

    def test_a_scam_text_is_held(self) -> None:
        self.assertEqual(self.edit(body=PLAIN + "刷单返利").held_for, "score")

    def test_a_new_contact_loses_reach(self) -> None:
        self.assertIsNotNone(self.edit(phone="13900139000").quarantined_at)

    def test_what_an_editor_held_no_edit_brings_back(self) -> None:
        self.listing.hold(by=make_editor(), reason="号码有人投诉")
        self.assertEqual(self.edit(body="好房子").held_for, "editor")


class DecisionTests(ScreeningTestCase):
    def test_of_two_editors_one_decides(self) -> None:
        listing = make_listing(held_at=timezone.now(), held_for="score")
        same = Listing.objects.get()
        self.assertTrue(listing.approve(by=make_editor()))
        self.assertFalse(same.approve(by=make_editor()))
        self.assertEqual(Decision.objects.count(), 1)

    def test_a_listing_that_waited_gets_its_full_term(self) -> None:
        soon = timezone.now() + datetime.timedelta(days=1)
        listing = make_listing(held_at=timezone.now(), held_for="score", expires_at=soon)
        listing.approve(by=make_editor())
        self.assertGreater(listing.expires_at, soon + datetime.timedelta(days=20))


class SendingTests(ScreeningTestCase):
    path = "/classifieds/post/rent/"

    def test_one_proof_is_good_for_one_listing(self) -> None:
        said = self.filled(self.client.get(self.path))
        self.assertEqual(self.client.post(self.path, said).status_code, 200)
        for _time in range(5):
            self.assertContains(self.client.post(self.path, said), "自动校验没有通过", status_code=422)
        self.assertEqual(Listing.objects.count(), 1)

    def test_a_proof_for_another_category_is_none(self) -> None:
        said = self.filled(self.client.get("/classifieds/post/sale/"))
        self.assertEqual(self.client.post(self.path, said).status_code, 422)

    def test_without_a_proof_nothing_is_taken(self) -> None:
        said = self.filled(self.client.get(self.path))
        del said["proof"]
        self.assertContains(self.client.post(self.path, said), "自动校验没有通过", status_code=422)

    def test_an_answer_in_place_of_a_proof_is_live_without_reach(self) -> None:
        page = self.client.get(self.path)
        said = self.filled(page) | {"proof": "", "answer": proofs.answer_in(page.content.decode())}
        self.assertContains(self.client.post(self.path, said), "没有做自动校验")
        self.assertEqual((Listing.objects.public().count(), Listing.objects.with_reach().count()), (1, 0))

    def test_a_filled_trap_costs_reach(self) -> None:
        self.assertContains(self.post(homepage="https://example.com"), "像是程序填的")
        self.assertFalse(Listing.objects.with_reach().exists())

    def test_a_form_filled_in_at_once_or_after_hours_is_asked_for_again_with_everything_in_it(self) -> None:
        said = self.filled(self.client.get(self.path), body="拎包入住")
        with mock.patch.object(timing, "LEAST_SECONDS", 4):
            again = self.client.post(self.path, said)
        self.assertContains(again, "填得太快了", status_code=422)
        self.assertContains(again, "拎包入住", status_code=422)
        self.assertContains(again, said["opened"], status_code=422)  # the second try is not too fast again
        for opened in ("", "forged", timing.opened_now("listing sale")):
            self.assertContains(self.client.post(self.path, said | {"opened": opened}), "开得太久", status_code=422)
        with mock.patch("time.time", return_value=time.time() + 3 * 3600):
            self.assertContains(self.client.post(self.path, said), "开得太久", status_code=422)
        self.assertEqual(Listing.objects.count(), 0)

    def test_beyond_the_hard_limit_nothing_is_taken_and_nothing_typed_is_lost(self) -> None:
        for _number in range(40):
            ratelimit.allow("classifieds:create", self.client.get("/").wsgi_request)
        self.assertContains(self.post(body="拎包入住"), "今天发得太多了", status_code=422)
        self.assertContains(self.post(body="拎包入住"), "拎包入住", status_code=422)

    def test_in_a_storm_the_proof_takes_eight_times_the_work(self) -> None:
        with self.settings(STORM_FLOOR=1, PROOF_BITS=5):
            storm.count()
            self.assertContains(self.client.get(self.path), ".5.")
            storm.count()
            self.assertContains(self.client.get(self.path), ".8.")
