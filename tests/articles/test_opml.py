"""Lists of feeds as files: read whatever reader wrote them, written so that every reader can read them."""

from django.test import TestCase

from articles.index import opml
from articles.index.subscribing import Fate, plan, subscribe
from articles.models import Feed, Source
from tests.factories import make_feed, make_region, make_section, make_source

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml version="1.1"><head><title>我的订阅</title></head><body>
<outline text="本地">
  <outline text="民生">
    <outline text="晚报 &amp; 早报" xmlUrl="http://a.example/feed?a=1&amp;b=2" htmlUrl="http://a.example/" type="rss"/>
  </outline>
  <outline title="&lt;b&gt;电台&lt;/b&gt; R&D &x;" text="别名" xmlurl=" https://b.example/rss "/>
</outline>
<outline text="空的分组"/>
<outline text="晚报" xmlUrl="http://a.example/feed?a=1&amp;b=2"/>
<outline text="内部" xmlUrl="file:///etc/passwd"/>
<outline xmlUrl="http://c.example:22/"/>
</body></opml>"""


class ReadTests(TestCase):
    def test_every_feed_is_found_with_its_folder_and_its_line(self) -> None:
        first, second, *_rest = opml.read(FILE.encode())
        self.assertEqual((first.title, first.folder, first.line), ("晚报 & 早报", "本地/民生", 6))
        self.assertEqual((first.url, first.home), ("http://a.example/feed?a=1&b=2", "http://a.example/"))
        self.assertEqual((second.title, second.folder, second.url), ("电台 R&D &x;", "本地", "https://b.example/rss"))

    def test_other_encodings_are_read(self) -> None:
        old = FILE.replace('encoding="UTF-8"', 'encoding="gb2312"')
        self.assertEqual(opml.read(old.encode("gb2312"))[0].title, "晚报 & 早报")

    def test_what_is_no_list_is_refused_with_its_line(self) -> None:
        bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
        for because, data in [
            ("第2行", b"<opml>\n<outline></opml>"),
            ("不是 OPML", b"<rss/>"),
            ("第1行", b"not xml"),
            ("层次太深", b"<opml>" + b"<outline>" * 100),
            ("MB", bytes(5 * 1024 * 1024)),
            ("3000", b"<opml>" + b'<outline xmlUrl="http://a.example/"/>' * 3001 + b"</opml>"),
        ]:
            with self.subTest(because), self.assertRaisesMessage(opml.UnreadableError, because):
                opml.read(data)
        self.assertEqual(opml.read(f'<!DOCTYPE o [<!ENTITY a0 "a">{bomb}]><opml>&a8;</opml>'.encode()), [])


class SubscribeTests(TestCase):
    def test_the_plan_says_what_becomes_of_each_line(self) -> None:
        make_feed(url="https://b.example/rss")
        rows = plan(opml.read(FILE.encode()))
        self.assertEqual([row.fate for row in rows], [Fate.NEW, Fate.KNOWN, Fate.TWICE, Fate.WRONG, Fate.WRONG])
        self.assertIn("http://", rows[3].reason)
        self.assertIn("22", rows[4].reason)

    def subscribe(self) -> int:
        outlines = opml.read(FILE.encode())
        fates = subscribe(outlines, section=make_section("economy"), region=make_region(), mode=Feed.Mode.WAIT)
        return fates[Fate.NEW]

    def test_it_adds_feeds_and_sources_once(self) -> None:
        make_section("livelihood")
        source = make_source("晚报社", home="http://a.example/")
        self.assertEqual((self.subscribe(), self.subscribe()), (2, 0))
        paper, radio = Feed.objects.order_by("pk")
        self.assertEqual((paper.source, paper.folder, str(paper.section)), (source, "本地/民生", "民生"))
        self.assertEqual((radio.source.name, radio.folder, str(radio.section)), ("电台 R&D &x;", "本地", "经济"))
        self.assertEqual(Source.objects.count(), 2)


class WriteTests(TestCase):
    def test_what_is_written_is_read_back(self) -> None:
        given = [("", "报 <&> \"'"), ("本地", "报"), ("本地/民生", "电台"), ("别处/民生", "电视\x01台")]
        for number, (folder, title) in enumerate(given):
            make_feed(url=f"http://a.example/?a=1&b={number}", folder=folder, title=title)
        data = opml.write(Feed.objects.select_related("source"), "邻闻")
        self.assertEqual([one.url for one in opml.read(data)], [feed.url for feed in Feed.objects.all()])
        self.assertEqual([one.folder for one in opml.read(data)], [folder for folder, _title in given])
        self.assertEqual(opml.read(data)[0].title, "报 <&> \"'")
