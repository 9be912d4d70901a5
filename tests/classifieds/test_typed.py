"""What residents type into the form, and how it is taken."""

from typing import Any

from classifieds.models import Attribute, Listing
from tests.classifieds.test_days import EMPTY
from tests.classifieds.test_posting import PostingTestCase


class TypedTests(PostingTestCase):
    def phone(self, **changes: Any) -> Any:
        said = {"intent": "offer", "title": "红米手机", "a_price": "300", "a_condition": "good", **EMPTY}
        return self.post(slug="phones", **{**said, **changes})

    def test_the_number_of_an_identity_card_is_refused_wherever_it_stands(self) -> None:
        said = {"title": "捡到钱包", "a_when": "2025-11-20", "a_where": "万达广场", "a_feature": "黑色", **EMPTY}
        for name in ("title", "body", "place", "a_feature"):
            for number in ("320802199001011234", "３２０８０２ 19900101 123X", "三二〇八〇二一九九〇〇一〇一一二三四"):
                response = self.post(slug="found", **{**said, name: f"证件 {number} 王某"})
                self.assertContains(response, "这里写了身份证号", status_code=422)
        self.assertContains(self.post(slug="found", **said, body="订单号 202611231234567890"), "已发布")

    def test_who_looks_for_something_need_not_say_what_the_other_side_knows(self) -> None:
        self.assertContains(self.phone(a_condition=""), "选一项成色", status_code=422)
        self.assertContains(self.phone(a_condition="", intent="wanted"), "已发布")
        farm = {"a_kind": "仔猪", "a_amount": "20", "a_unit": "head", "phone": "13900139000", **EMPTY}
        self.assertContains(self.post(slug="livestock", intent="offer", **farm), "写上检疫证号", status_code=422)
        self.assertContains(self.post(slug="livestock", intent="wanted", **farm), "已发布")

    def test_a_line_break_is_one_character(self) -> None:
        self.assertContains(self.phone(body="\r\n".join(["好" * 99] * 8)), "已发布")

    def test_what_is_too_long_is_counted_in_plain_words(self) -> None:
        self.assertContains(self.phone(title="字" * 61), "最多写60字，现在有61字", status_code=422)

    def test_a_title_is_one_line_that_can_be_seen(self) -> None:
        self.assertContains(self.phone(title="\u200b\u200b"), "写一句标题", status_code=422)
        self.phone(title="红米\r\n手机\x00")
        self.assertEqual(Listing.objects.get().title, "红米 手机")

    def test_a_price_may_be_called_negotiable(self) -> None:
        self.phone(a_price="面议", region=self.region.pk)
        self.assertEqual(Listing.objects.get().price, 0)
        page = self.client.get("/classifieds/phones/")
        self.assertContains(page, "面议")
        self.assertNotContains(page, "面议<small>")

    def test_the_taxonomy_says_what_only_offers_answer(self) -> None:
        keys = set(Attribute.objects.filter(is_of_offers=True).values_list("key", flat=True))
        self.assertEqual(keys, {"condition", "certificate"})
