"""Entries come once, whatever feeds do with their numbers, addresses and titles, and none is lost."""

import datetime
import zoneinfo

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.index.documents import Document
from articles.index.storing import Stored, store
from articles.models import Entry
from tests.articles.feeds import item, parsed, rss
from tests.factories import make_feed


class StoringTestCase(TestCase):
    def setUp(self) -> None:
        self.feed = make_feed()

    def store(self, *items: str) -> Stored:
        return store(self.feed, parsed(rss(*items)))

    def assert_stored(self, number: int, *items: str, new: int, changed: int = 0) -> None:
        """Storing these adds and changes so many, and so many there are then; once more adds nothing."""
        done = self.store(*items)
        self.assertEqual((len(done.new), len(done.changed), Entry.objects.count()), (new, changed, number))
        again = store(self.feed, parsed(rss(*reversed(items))))
        self.assertEqual((len(again.new), len(again.changed), Entry.objects.count()), (0, 0, number))


class IdentityTests(StoringTestCase):
    def test_a_feed_that_goes_on(self) -> None:
        self.assert_stored(2, item(1), item(2), new=2)
        self.assert_stored(3, item(2), item(3), new=1)

    def test_items_without_numbers(self) -> None:
        self.assert_stored(2, item(1, guid=""), item(2, guid=""), new=2)
        self.assert_stored(2, item(1, guid="", title="改过的标题"), item(2, guid=""), new=0, changed=1)

    def test_items_without_numbers_and_addresses(self) -> None:
        self.assert_stored(2, item(1, guid="", link=""), item(2, guid="", link=""), new=2)
        self.assert_stored(3, item(1, guid="", link="", description="不同的一条"), new=1)

    def test_one_number_for_all(self) -> None:
        self.assert_stored(2, item(1, guid="x"), item(2, guid="x"), new=2)
        self.assert_stored(3, item(3, guid="x"), new=1)

    def test_one_number_and_one_address_for_all(self) -> None:
        home = {"guid": "x", "link": "http://news.example/news"}
        self.assert_stored(2, item(1, **home), item(2, **home), new=2)
        self.assert_stored(3, item(2, **home), item(3, **home), new=1)

    def test_the_home_as_the_address_of_all(self) -> None:
        home = {"guid": "", "link": "http://news.example/"}
        self.assert_stored(1, item(1, **home), new=1)
        self.assert_stored(2, item(2, **home), new=1)
        self.assertEqual(set(Entry.objects.values_list("url", flat=True)), {"http://news.example/"})

    def test_numbers_that_change(self) -> None:
        self.assert_stored(1, item(1), new=1)
        self.assert_stored(1, item(1, guid="other"), new=0)

    def test_an_address_that_moves(self) -> None:
        self.assert_stored(1, item(1), new=1)
        self.assert_stored(1, item(1, link="https://news.example/1"), new=0, changed=1)

    def test_the_same_item_twice_in_a_feed(self) -> None:
        self.assert_stored(1, item(1), item(1), new=1)

    def test_the_same_item_in_two_feeds_belongs_to_both(self) -> None:
        self.assert_stored(1, item(1), new=1)
        self.feed = make_feed()
        self.assert_stored(2, item(1), new=1)

    def test_a_corrected_title_beside_its_neighbours(self) -> None:
        self.assert_stored(3, item(1), item(2), item(3), new=3)
        self.assert_stored(3, item(3), item(2, title="第2条消息（更正）"), item(1), new=0, changed=1)

    def test_five_hundred_items_take_few_queries(self) -> None:
        items = [item(number) for number in range(500)]
        with CaptureQueriesContext(connection) as asked:
            self.store(*items)
            self.assertEqual(self.store(*items).known, 500)
        self.assertLess(len(asked), 40)


class ContentTests(StoringTestCase):
    def one(self, **fields: str) -> Entry:
        self.store(item(1, **fields))
        return Entry.objects.get()

    def test_a_date_in_the_future_is_the_time_we_saw_it(self) -> None:
        entry = self.one(pubDate="2099-01-01T00:00:00Z")
        assert entry.published_at
        self.assertAlmostEqual(entry.published_at, timezone.now(), delta=datetime.timedelta(minutes=1))

    def test_a_date_without_a_zone_is_in_ours(self) -> None:
        entry = self.one(pubDate="2021-03-18 19:03:00")
        self.assertEqual(
            entry.published_at, datetime.datetime(2021, 3, 18, 19, 3, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
        )

    def test_no_date_is_no_date(self) -> None:
        self.assertIsNone(self.one(pubDate="").published_at)

    def test_when_it_was_published_stays_as_first_said(self) -> None:
        first = self.one().published_at
        self.store(item(pubDate="2022-01-01T00:00:00Z", title="第1条消息（更正）"))
        self.assertEqual(Entry.objects.get().published_at, first)

    def test_a_change_is_dated_and_leaves_what_was_made_of_it(self) -> None:
        entry = self.one()
        Entry.objects.update(state=Entry.State.TAKEN)
        self.store(item(description="改过的摘要"))
        entry.refresh_from_db()
        self.assertEqual((entry.summary, entry.state), ("改过的摘要", Entry.State.TAKEN))
        self.assertIsNotNone(entry.changed_at)

    def test_an_older_copy_from_a_cache_changes_nothing_back(self) -> None:
        atom = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><id>1</id><title>{}</title>'
            "<updated>2021-03-{}T00:00:00Z</updated></entry></feed>"
        )
        for title, day in (("第一稿", 18), ("第二稿", 19), ("第一稿", 18)):
            store(self.feed, parsed(atom.format(title, day)))
        self.assertEqual(Entry.objects.get().title, "第二稿")

    def test_what_is_too_long_is_cut_or_left_out(self) -> None:
        entry = self.one(title="长" * 900, link="http://news.example/" + "a" * 1500, guid="g" * 900)
        self.assertEqual((len(entry.title), entry.url, len(entry.guid)), (500, "", 32))
        self.assertEqual(len(self.store(item(title="长" * 900, guid="g" * 900)).new), 0)

    def test_signs_that_no_database_keeps_are_left_out(self) -> None:
        store(self.feed, parsed('{"items": [{"id": "a\\u0000\\ud800b", "title": "标\\u0000题"}]}'))
        self.assertEqual(Entry.objects.values_list("guid", "title").get(), ("ab", "标题"))

    def test_all_or_none_is_stored(self) -> None:
        document = parsed(rss(item(1), item(2)))
        document.items[0].published = "nonsense"
        with self.assertRaises(ValueError):
            store(self.feed, document)
        self.assertFalse(Entry.objects.exists())

    def test_an_empty_feed_stores_nothing(self) -> None:
        self.assertEqual(store(self.feed, Document()), Stored())
