"""Where the fetcher never goes, whatever an address, a name or a redirect says."""

import socket
from typing import Any
from unittest import mock

from django.test import SimpleTestCase

from portal.lib.fetching import FetchError, ForbiddenError, fetch, targets
from tests.foreign_site import ForeignSite, names, reply

# Spellings of inner addresses, after the lists that testers of such guards use.
INNER = """
http://127.0.0.1/ http://localhost/ http://0/ http://0.0.0.0:80/ http://127.1/ http://2130706433/ http://0x7f000001/
http://0x7f.1/ http://0177.0.0.1/ http://017700000001/ http://127.0.0.1./ http://127。0。0。1/ http://１２７．０．０．１/
http://[::]/ http://[::1]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/ http://[fe80::1]/
http://[fd00:ec2::254]/ http://[ff02::1]/ http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::1]/ http://[2002:7f00:1::]/
http://[2001:0:53aa:64c:0:fffe:80ff:fffe]/ http://[2001:db8::1]/ http://[fe80::1%25eth0]/ http://[fec0::1]/
http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://100.100.100.200/ http://169.254.169.254/
http://192.0.0.192/ http://192.88.99.1/ http://198.18.0.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/
http://168.63.129.16/ http://203.0.113.7/ http://inner/ http://inner.example/ http://half.example/ http://mapped.example/
http://a@news.example/ http://a:b@news.example/ http://news.example@127.0.0.1/ http://news.example\\@127.0.0.1/
http://news.example:22/ http://news.example:8080/ http://news.example:99999/ http://news.example:80:80/
ftp://news.example/ file:///etc/passwd gopher://news.example/ dict://news.example/ jar:http://news.example!/ data:,news
javascript:alert(1) //news.example/ http:/news.example http:news.example http:///news.example news.example
http://news.example%00/ http://news%2eexample/ http://news..example/ http://-/ http://faß.example/ http://[1/
""".split()  # noqa: SIM905 - a list of seventy would hide what is in it


class GuardTests(SimpleTestCase):
    def setUp(self) -> None:
        self.connected: list[Any] = []
        self.enterContext(mock.patch.object(socket.socket, "connect", self.note))
        places: dict[str, Any] = {
            "localhost": "127.0.0.1",
            "news_example": "93.184.215.14",
            "inner_example": "10.1.2.3",
            "half_example": ["93.184.215.14", "10.1.2.3"],
            "mapped_example": "::ffff:10.1.2.3",
        }
        self.enterContext(names(**places))

    def note(self, address: Any) -> None:
        self.connected.append(address)
        raise ConnectionRefusedError

    def test_nothing_inner_and_nothing_odd_is_connected_to(self) -> None:
        for url in INNER:
            with self.subTest(url), self.assertRaises(ForbiddenError) as caught:
                fetch(url)
            self.assertRegex(str(caught.exception), "[。]$")
        self.assertEqual(self.connected, [])

    def test_line_breaks_do_not_hide_anything(self) -> None:
        for url in ("http://news.example\r\nHost:a/", "http://news.example/\x00", "http://127.0.0.1\t/", "http://a b/"):
            with self.subTest(repr(url)), self.assertRaises(ForbiddenError):
                fetch(url)
        self.assertEqual(self.connected, [])

    def test_a_public_place_is_connected_to(self) -> None:
        for url in ("http://news.example/", " HTTP://NEWS.example:80/a b?c#d\n", "https://news.example:443/新闻"):
            with self.subTest(url), self.assertRaises(FetchError):
                fetch(url)
        self.assertEqual({place[0] for place in self.connected}, {"93.184.215.14"})
        self.assertEqual([place[1] for place in self.connected], [80, 80, 443])

    def test_what_an_address_means_does_not_depend_on_its_spelling(self) -> None:
        for url, plain in [
            ("HTTPS://Example.ORG", "https://example.org/"),
            ("http://例子.example?q=早 市", "http://xn--fsqu00a.example/?q=%E6%97%A9%20%E5%B8%82"),
            ("http://[2606:4700:0::1111]:443/a", "http://[2606:4700::1111]:443/a"),
        ]:
            self.assertEqual(str(targets.parse(url)), plain)


class RebindingTests(SimpleTestCase):
    def test_a_name_that_changes_between_look_and_leap_does_not_help(self) -> None:
        with ForeignSite() as site, names(news_example="127.0.0.1") as service:
            site.pages["/feed"] = reply(b"news")
            answer = fetch(f"http://news.example:{site.port}/feed")
            self.assertEqual(answer.body, b"news")
            self.assertEqual(site.asked[0].headers["host"], f"news.example:{site.port}")
            looked_up = [call.args[0] for call in service.call_args_list]
            # The name once; the connection goes to the number that was looked at.
            self.assertEqual(looked_up.count("news.example"), 1)
