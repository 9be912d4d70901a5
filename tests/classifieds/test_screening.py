"""What a listing's text gives away: contacts, listed words, copies, lures; and what stays honest."""

import random
import time

from django.test import SimpleTestCase, TestCase

from bench import corpora
from classifieds.models import Contact, Listing, Trace
from classifieds.screening import copies, prices, wordlist
from classifieds.screening.contacts import Kind, contacts_in
from classifieds.screening.copies import Copies
from classifieds.screening.folding import bare
from classifieds.screening.likeness import bands, likeness, pairs
from classifieds.screening.links import is_shortened, links_in
from classifieds.screening.sender import Sender
from portal.moderation.models import ListedWord
from portal.moderation.words import words_in
from tests.factories import make_category, make_listing


class ContactTests(SimpleTestCase):
    def test_a_phone_is_found_in_fifteen_of_eighteen_spellings(self) -> None:
        for number in ("13800138000", "13917530286", "19951234067"):
            found = [contacts_in(f"看房请打{spelled}，谢谢") for spelled in corpora.spellings(number)]
            caught = [hit for hit in found if hit and hit[0].value == number]
            self.assertGreaterEqual(len(caught), 15, number)

    def test_messengers_are_found_by_whatever_name(self) -> None:
        for spelled in corpora.MESSENGERS:
            with self.subTest(spelled):
                found = contacts_in(f"看房{spelled.format('hongze_2026')}谢谢")
                self.assertEqual([(one.kind, one.value) for one in found], [(Kind.WECHAT, "hongze_2026")])

    def test_landlines_service_numbers_and_addresses_are_found(self) -> None:
        for spelled in ("0517-83901234", "（0517）8390 1234", "400-820-8820", "+86 138 0013 8000", "me.too@qq.com"):
            self.assertEqual(len(contacts_in(f"找{spelled}")), 1, spelled)

    def test_prices_dates_and_areas_are_no_contacts(self) -> None:
        hits = [text for text in corpora.harmless_numbers(3000) if contacts_in(text)]
        self.assertLessEqual(len(hits), 3, hits)
        for text in ("加微信看房", "卫星路12号", "身份证尾号1234", "QQ空间照片", "三室一厅一卫", "iPhone 13 Pro 256G"):
            self.assertEqual(contacts_in(text), [], text)

    def test_honest_listings_hold_none(self) -> None:
        self.assertEqual([ad.body for ad in corpora.benign(500) if contacts_in(f"{ad.title}\n{ad.body}")], [])


class WordTests(TestCase):
    def setUp(self) -> None:
        wordlist.load()

    def test_banned_words_are_found_in_their_disguises(self) -> None:
        tried = [(word, dress) for word in corpora.BANNED for dress in corpora.disguises(word)]
        missed = [dress for _word, dress in tried if not words_in(f"诚信{dress}长期有效", "help")]
        self.assertLessEqual(len(missed), len(tried) * 0.05, missed)

    def test_an_allowed_phrase_covers_the_word_inside_it(self) -> None:
        self.assertEqual(words_in("本店不收押金，五星红旗迎风飘", "jobs"), [])
        self.assertEqual([one.word for one in words_in("不收押金，入职交押金", "jobs")], ["押金"])

    def test_a_word_of_one_group_says_nothing_in_another(self) -> None:
        self.assertTrue(words_in("押金五十", "jobs"))
        self.assertEqual(words_in("押金一个月", "housing"), [])

    def test_parts_count_only_together(self) -> None:
        self.assertEqual(words_in("免费送，自己来拿", "pets"), [])
        self.assertEqual([one.word for one in words_in("免费送小狗，只出运费", "pets")], ["免费送&运费"])

    def test_loading_again_leaves_the_editors_list_alone(self) -> None:
        ListedWord.objects.filter(word="刷单").delete()
        self.assertEqual(wordlist.load(), 0)
        self.assertFalse(ListedWord.objects.filter(word="刷单").exists())

    def test_ten_thousand_characters_and_fifty_thousand_words_take_twenty_milliseconds(self) -> None:
        draw = random.Random(1)
        signs = [chr(draw.randrange(0x4E00, 0x9FA5)) for _number in range(3000)]
        with self.captureOnCommitCallbacks(execute=True):
            many = {"".join(draw.choices(signs, k=3)) + str(number) for number in range(50_000)}
            ListedWord.objects.bulk_create([ListedWord(word=word) for word in many], batch_size=5000)
            ListedWord(word="末尾").save()
        text = "".join(draw.choices(signs, k=3300))
        words_in(text, "jobs")
        took = min(self._took(text) for _try in range(5))
        self.assertLess(took, 0.05)  # measured 8 ms alone; other work on the same machine slows this too

    def _took(self, text: str) -> float:
        began = time.thread_time()  # without the time in which others had the processor
        words_in(text, "jobs")
        return time.thread_time() - began


class LikenessTests(SimpleTestCase):
    def test_changed_copies_stay_alike(self) -> None:
        draw = random.Random(2)
        ads = list(corpora.benign(100))
        for name, twist in corpora.TWISTS.items():
            alike = [self.likeness_of(ad.body, twist(ad.body, draw)) >= copies.OWN_LIKENESS for ad in ads]
            self.assertGreaterEqual(sum(alike), 95, name)
        both = [self.likeness_of(ad.body, corpora.combined(ad.body, draw)) >= copies.OWN_LIKENESS for ad in ads]
        self.assertGreaterEqual(sum(both), 85)

    def likeness_of(self, one: str, other: str) -> float:
        return likeness(pairs(bare(one)), pairs(bare(other)))

    def test_texts_that_are_alike_share_a_band(self) -> None:
        draw = random.Random(3)
        for ad in corpora.benign(50):
            text, copy = bare(ad.body * 2), bare(corpora.TWISTS["padded"](ad.body * 2, draw))
            if likeness(pairs(text), pairs(copy)) > 0.9:
                self.assertTrue(set(bands(pairs(text))) & set(bands(pairs(copy))), ad.body)

    def test_nothing_is_like_nothing(self) -> None:
        self.assertEqual((likeness(pairs(""), pairs("一二")), bands(pairs(""))), (0.0, []))


class LinkTests(SimpleTestCase):
    def test_addresses_are_found_and_shortened_ones_known(self) -> None:
        self.assertEqual(
            links_in("看 www.example.com 和 Ｅxample.cn/a，还有 https://t.cn/Ab1"),
            [
                "www.example.com",
                "example.cn/a",
                "https://t.cn/ab1",
            ],
        )
        self.assertEqual([is_shortened(one) for one in ("t.cn/x", "https://dwz.cn/a", "bt.cn/x")], [True, True, False])
        self.assertEqual(links_in("3.5万公里，1.8米，No.1，me@example.com"), [])


class CopyTests(TestCase):
    text = "房东直租，不是中介。楼下就是菜市场，走路三分钟有公交站。厨房可以做饭，天然气刚通。看房提前说一声。"

    def make(self, body: str, phone: str, **sender: str) -> Listing:
        listing = make_listing(body=body, phone=phone, title="水门桥两室")
        copies.remember(listing, Sender(**sender))
        return listing

    def find(self, body: str, phone: str, **sender: str) -> Copies:
        contact = Contact(phone=phone)
        contact.seal()
        listing = Listing(title="水门桥两室", body=body, category=make_category())
        return copies.find(listing, contact, Sender(**sender))

    def test_the_same_contact_device_or_network_is_offered_its_old_listing(self) -> None:
        old = self.make(self.text, "13800000001", device="d", neighbourhood="n")
        again = corpora.TWISTS["emoji"](self.text, random.Random(1))
        self.assertEqual(self.find(again, "13800000001").own, old)
        self.assertEqual(self.find(again, "13900000002", device="d").own, old)
        self.assertEqual(self.find(again, "13900000002", neighbourhood="n").own, old)
        self.assertIsNone(self.find(again, "13900000002", device="x", neighbourhood="y").own)

    def test_a_strangers_listing_counts_only_where_nearly_everything_is_the_same(self) -> None:
        self.make(self.text, "13800000001")
        self.assertTrue(self.find(self.text + "。", "13900000002").copied)
        self.assertFalse(self.find(self.text + "家具齐，带个箱子就能住，阳台能看到运河", "13900000002").copied)

    def test_several_new_contacts_in_a_day_corroborate(self) -> None:
        for number in range(2):
            self.make(self.text + "家具齐，阳台能看河", f"1380000000{number}")
        self.assertTrue(self.find(self.text + "带个箱子就能住，", "13900000002").copied)

    def test_a_shared_link_corroborates(self) -> None:
        self.make(self.text + "详见 www.example.com/a", "13800000001")
        self.assertTrue(self.find(self.text + "家具齐全好房，www.example.com/a", "13900000002").copied)

    def test_a_short_form_filled_in_alike_is_no_copy(self) -> None:
        self.make("", "13800000001", neighbourhood="n")
        found = self.find("", "13900000002", neighbourhood="n")
        self.assertEqual((found.own, found.copied), (None, False))

    def test_after_two_weeks_it_is_forgotten(self) -> None:
        self.make(self.text, "13800000001")
        Trace.objects.update(seen_at="2026-01-01T00:00+08:00")
        self.assertIsNone(self.find(self.text, "13800000001").own)
        copies.forget()
        self.assertEqual(Trace.objects.count(), 0)


class PriceTests(TestCase):
    def test_a_price_far_below_the_rest_is_a_lure(self) -> None:
        for number in range(20):
            make_listing(price=1200 + number * 40, price_unit="元/月")
        for price, is_lure in ((300, True), (1000, False), (0, False), (None, False)):
            listing = Listing(category=make_category(), price=price, price_unit="元/月")
            self.assertEqual(prices.is_lure(listing), is_lure, price)
