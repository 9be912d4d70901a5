"""What is read from feeds of every format, in whatever encoding, and what hostile ones cannot do."""

import gzip
import json

from django.test import SimpleTestCase

from articles.index.reader import Reader, UnreadableError
from tests.articles.feeds import item, only, parsed, rss

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh" xml:base="http://news.example/a/"><title>示例</title>
<link href="/"/><entry><id>urn:1</id><title type="html">桥&lt;b&gt;通&lt;/b&gt;了 &amp;amp; 好</title>
<link href="1.html"/><author><name>王小明</name><email>a@b.example</email></author>
<published>2021-03-18T19:03:00+08:00</published>
<updated>2021-03-19T08:00:00Z</updated><category term="民生"/><summary>短</summary>
<content type="html">&lt;p&gt;长&lt;/p&gt;</content>
<link rel="enclosure" href="p.jpg" type="image/jpeg" length="9"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://news.example/"><title>示例</title></channel>
<item rdf:about="http://news.example/1"><title>桥通了</title><link>http://news.example/1</link><dc:creator>王小明</dc:creator>
<dc:date>2021-03-18T11:03:00Z</dc:date></item></rdf:RDF>"""
OLD = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
<rss version="0.91"><channel><title>示例</title><item><title>caf&eacute; 开业</title><link>http://news.example/1</link></item>
</channel></rss>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "示例",
    "authors": [{"name": "王小明"}],
    "items": [
        {
            "id": 1,
            "url": "/1",
            "title": "桥通了",
            "content_text": "1 < 2",
            "date_published": "2021-03-18T11:03:00Z",
            "tags": ["民生", 7],
            "attachments": [{"url": "p.jpg", "mime_type": "image/jpeg", "size_in_bytes": "many"}],
        }
    ],
}


class FormatTests(SimpleTestCase):
    def test_atom(self) -> None:
        found = only(ATOM)
        self.assertEqual((found.title, found.url), ("桥通了 & 好", "http://news.example/a/1.html"))
        self.assertEqual((found.guid, found.author, found.categories), ("urn:1", "王小明", ["民生"]))
        self.assertEqual((found.summary, found.content, found.language), ("短", "<p>长</p>", "zh"))
        self.assertEqual((found.published, found.updated), ("2021-03-18T11:03:00+00:00", "2021-03-19T08:00:00+00:00"))
        self.assertEqual([one.url for one in found.enclosures], ["http://news.example/a/p.jpg"])

    def test_rdf_and_the_oldest_rss(self) -> None:
        found = only(RDF)
        self.assertEqual((found.title, found.author, found.url), ("桥通了", "王小明", "http://news.example/1"))
        self.assertEqual(only(OLD).title, "café 开业")

    def test_json(self) -> None:
        found = only(json.dumps(JSON))
        self.assertEqual((found.guid, found.url, found.title), ("1", "http://news.example/1", "桥通了"))
        self.assertEqual((found.author, found.content, found.categories), ("王小明", "1 &lt; 2", ["民生"]))
        self.assertEqual([(one.url, one.length) for one in found.enclosures], [("http://news.example/p.jpg", 0)])

    def test_json_of_any_shape_breaks_nothing(self) -> None:
        odd: list[object] = [{"id": [], "title": {}, "tags": "a", "authors": [1], "attachments": {"a": 1}}]
        shapes: list[list[object]] = [[1, None, {}], odd]
        for items in shapes:
            self.assertLessEqual(len(parsed(json.dumps({"items": items})).items), 1)

    def test_a_feed_without_items_is_a_feed(self) -> None:
        self.assertEqual(parsed(rss()).title, "示例晚报")

    def test_entities_and_tags_in_titles_are_text(self) -> None:
        for written, read in [
            ("A &amp;amp; B", "A & B"),
            ("<![CDATA[AT&T 与 <b>电信</b>]]>", "AT&T 与 电信"),
            ("1 &lt; 2 的证明", "1 < 2 的证明"),
            ("&#20013;&#x6587;", "中文"),
            ("分\n两行\t写", "分 两行 写"),
            ("R&D 与 R & D", "R&D 与 R & D"),
            ("caf&eacute;&nbsp;&unknown;", "café &unknown;"),
        ]:
            feed = f"<rss><channel><item><title>{written}</title></item></channel></rss>"
            self.assertEqual(only(feed).title, read, written)

    def test_relative_links_lead_from_the_feed(self) -> None:
        self.assertEqual(only(rss(item(link="/a b"))).url, "http://news.example/a%20b")
        self.assertEqual(only(rss(item(link="javascript:alert(1)", guid=""))).url, "")

    def test_dates_are_read_as_sites_write_them(self) -> None:
        for written, read in [
            ("Thu, 18 Mar 2021 19:03:00 +0800", "2021-03-18T11:03:00+00:00"),
            ("Thu, 18 Mar 2021 19:03:00+0800", "2021-03-18T11:03:00+00:00"),
            ("2021-03-18T19:03:00+08:00", "2021-03-18T11:03:00+00:00"),
            ("2021-03-18 19:03:00", "2021-03-18T19:03:00"),
            ("2021年3月18日 19:03", "2021-03-18T19:03:00"),
            ("2021/3/18 下午7:03", "2021-03-18T19:03:00"),
            ("2021-3-18", "2021-03-18T00:00:00"),
            ("昨天", ""),
            ("0001-01-01T00:00:00Z", ""),
        ]:
            self.assertEqual(only(rss(item(pubDate=written))).published, read, written)


class EncodingTests(SimpleTestCase):
    text = "<rss><channel><item><title>淮安市里运河边新开了一家书店，读者说很好</title></item></channel></rss>"
    taiwan = "<rss><channel><item><title>這個城市裡開了一家新的書店，讀者們說很好</title></item></channel></rss>"

    def assert_read(self, text: str, encoding: str, says: str = "", content_type: str = "") -> None:
        head = f'<?xml version="1.0" encoding="{says}"?>' if says else ""
        with self.subTest(encoding, says=says, content_type=content_type):
            read = only((head + text).encode(encoding), content_type=content_type).title
            self.assertIn(read, text)
            self.assertGreater(len(read), 15)

    def test_what_is_declared_is_believed_when_it_fits(self) -> None:
        for name in ("gb2312", "GBK", "gb18030"):
            self.assert_read(self.text, name, says=name)
            self.assert_read(self.text, name, content_type=f"text/xml; charset={name}")
        self.assert_read(self.taiwan, "big5", says="Big5")

    def test_marks_and_wide_characters_need_no_declaration(self) -> None:
        for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            self.assert_read(self.text, name)
            self.assert_read(self.text, name, says="gb2312")

    def test_lies_are_seen_through(self) -> None:
        for text, name in ((self.text, "gb18030"), (self.taiwan, "big5"), (self.text, "utf-8")):
            for lie in ("", "utf-8", "iso-8859-1", "gb2312", "big5", "utf-16", "nonsense", "utf-7", "zlib"):
                self.assert_read(text, name, says=lie)
                self.assert_read(text, name, content_type=f"text/xml; charset={lie}")

    def test_one_broken_letter_does_not_spoil_the_rest(self) -> None:
        for name in ("utf-8", "gb18030"):
            data = self.text.encode(name).replace("读者".encode(name), "读".encode(name) + "者".encode(name)[:1])
            self.assertIn("里运河边新开了一家书店", only(data).title)


class HostileTests(SimpleTestCase):
    def test_no_file_is_opened_and_nothing_explodes(self) -> None:
        for declared in (
            '<!ENTITY x SYSTEM "file:///etc/passwd">',
            '<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p; <!ENTITY x "">',
            '<!ENTITY y "yyyyyyyyyy"><!ENTITY x "&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;">',
        ):
            feed = f"<!DOCTYPE rss [{declared}]><rss><channel><item><title>a&x;b</title></item></channel></rss>"
            self.assertIn(only(feed).title, ("a&x;b", "ab"))

    def test_a_harmless_entity_is_written_out(self) -> None:
        feed = (
            '<!DOCTYPE rss [<!ENTITY paper "晚报">]><rss><channel><item><title>&paper;</title></item></channel></rss>'
        )
        self.assertEqual(only(feed).title, "晚报")

    def test_the_program_reads_one_after_the_other_and_goes_nowhere(self) -> None:
        with Reader() as reader:
            self.assertEqual(reader.read(rss(item(1))).items[0].title, "第1条消息")
            with self.assertRaisesMessage(UnreadableError, "不是订阅源"):
                reader.read(b"news")
            self.assertEqual(len(reader.read(gzip.compress(rss(item(1), item(2)))).items), 2)
            self.assertEqual(reader.connections, 0)

    def test_one_that_takes_for_ever_is_given_up(self) -> None:
        slow = b"<rss><channel><item " + b" ".join(b'a%d="x"' % number for number in range(20000))
        with Reader(seconds=0.5) as reader, self.assertRaisesMessage(UnreadableError, "费时间"):
            reader.read(slow + b"><title>x</title></item></channel></rss>")
        with Reader() as reader:
            self.assertEqual(len(reader.read(rss(item(1))).items), 1)

    def test_a_bomb_in_a_file_is_refused(self) -> None:
        with Reader() as reader, self.assertRaisesMessage(UnreadableError, "太大"):
            reader.read(gzip.compress(bytes(9 * 1024 * 1024)))
