"""Asking other sites: what comes back, and how long and how much of it is waited for."""

import gzip
import time
import zlib
from collections.abc import Iterator

import brotli
from django.test import SimpleTestCase

from portal.lib.fetching import FetchError, fetch
from tests.foreign_site import Asked, ForeignSite, names, reply

BOMB = zlib.compressobj(wbits=31)
GZIP_BOMB = b"".join([*(BOMB.compress(bytes(1024 * 1024)) for _ in range(64)), BOMB.flush()])


class FetchTestCase(SimpleTestCase):
    def setUp(self) -> None:
        self.site = self.enterContext(ForeignSite())

    def fetch(self, page: object, **limits: float) -> bytes:
        self.site.pages["/feed"] = page  # type: ignore[assignment]
        return fetch(f"{self.site.url}/feed", **limits).body  # type: ignore[arg-type]

    def assert_refused(self, because: str, page: object, **limits: float) -> None:
        with self.assertRaises(FetchError) as caught:
            self.fetch(page, **limits)
        self.assertIn(because, str(caught.exception))


class FetchTests(FetchTestCase):
    def test_it_says_who_asks_and_keeps_no_cookie(self) -> None:
        self.fetch(reply(b"once", set_cookie="a=b"))
        self.fetch(reply(b"again"))
        headers = self.site.asked[-1].headers
        self.assertIn("Linwen", headers["user-agent"])
        self.assertIn("/about/", headers["user-agent"])
        self.assertNotIn("cookie", headers)
        self.assertEqual(headers["host"], f"127.0.0.1:{self.site.port}")

    def test_an_error_of_the_other_side_is_an_answer(self) -> None:
        self.site.pages["/gone"] = reply(b"Gone.", 410)
        answer = fetch(f"{self.site.url}/gone")
        self.assertEqual((answer.status, answer.body, answer.is_good), (410, b"Gone.", False))

    def test_data_are_posted_and_not_sent_elsewhere(self) -> None:
        self.site.pages["/hub"] = reply(status=307, location="/other")
        answer = fetch(f"{self.site.url}/hub", data=b"a=b", headers={"Content-Type": "text/plain"})
        self.assertEqual((answer.status, self.site.paths), (307, ["/hub"]))
        self.assertEqual((self.site.asked[0].method, self.site.asked[0].body), ("POST", b"a=b"))

    def test_three_compressions_are_undone(self) -> None:
        text = "里运河".encode() * 1000
        for name, packed in [
            ("gzip", gzip.compress(text)),
            ("deflate", zlib.compress(text)),
            ("deflate", zlib.compress(text)[2:-4]),
            ("br", brotli.compress(text)),
            ("gzip, identity", gzip.compress(text[:60]) + gzip.compress(text[60:])),
        ]:
            with self.subTest(name):
                self.assertEqual(self.fetch(reply(packed, content_encoding=name)), text)

    def test_a_small_file_that_unpacks_to_a_large_one_is_refused(self) -> None:
        for name, packed in [
            ("gzip", GZIP_BOMB),
            ("deflate", zlib.compress(bytes(32 * 1024 * 1024))),
            ("br", brotli.compress(bytes(32 * 1024 * 1024), quality=1)),
            ("gzip, gzip", gzip.compress(GZIP_BOMB)),
        ]:
            with self.subTest(name):
                self.assert_refused("太大", reply(packed, content_encoding=name))
        self.assert_refused("太多层", reply(b"", content_encoding="gzip, gzip, gzip"))

    def test_broken_or_unknown_packing_is_reported(self) -> None:
        packed = gzip.compress(b"news" * 1000)
        self.assert_refused("没有传完", reply(packed[:-9], content_encoding="gzip"))
        self.assert_refused("没有传完", reply(brotli.compress(b"news" * 1000)[:-2], content_encoding="br"))
        self.assert_refused("解不开", reply(b"\x1f\x8b\x08" + b"news" * 9, content_encoding="gzip"))
        self.assert_refused("zzz", reply(b"news", content_encoding="zzz"))

    def test_more_than_wanted_is_not_read(self) -> None:
        self.assert_refused("不读取", reply(bytes(2 * 1024 * 1024)), most=1024 * 1024)

    def test_a_lie_about_the_length_is_reported(self) -> None:
        self.assert_refused("没有传完", reply(b"half", content_length="400"))
        self.assert_refused(
            "没有传完", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nhalf of what was promised"
        )

    def test_what_is_no_answer_at_all_is_reported(self) -> None:
        self.assert_refused("中途断开", b"SSH-2.0-OpenSSH_9.2\r\n")
        self.assert_refused("中途断开", b"")
        self.assert_refused("中途断开", reply(b"", content_encoding="x" * 70000))


class PatienceTests(FetchTestCase):
    def assert_is_over_soon(self, page: object) -> None:
        start = time.monotonic()
        self.assert_refused("太慢", page, seconds=0.4)
        self.assertLess(time.monotonic() - start, 15)  # the page stalls for a minute; the machine may be busy

    def test_silence_is_not_waited_out(self) -> None:
        def silent(asked: Asked) -> Iterator[bytes]:
            asked.stall()
            yield b""

        self.assert_is_over_soon(silent)

    def test_drops_of_a_head_or_a_body_do_not_keep_us(self) -> None:
        def dripping(asked: Asked, start: bytes) -> Iterator[bytes]:
            yield start
            while not asked.closing.wait(0.05):
                yield b"x"

        self.assert_is_over_soon(lambda asked: dripping(asked, b"HTTP/1.1 200 OK\r\nA: "))
        self.assert_is_over_soon(lambda asked: dripping(asked, b"HTTP/1.1 200 OK\r\n\r\n"))
        self.assert_is_over_soon(lambda asked: dripping(asked, b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"))


class RedirectTests(FetchTestCase):
    def test_it_follows_and_says_where_it_came_to(self) -> None:
        self.site.pages["/feed"] = reply(status=302, location="新闻.xml?a=1")
        self.site.pages["/%E6%96%B0%E9%97%BB.xml?a=1"] = reply(b"news")
        answer = fetch(f"{self.site.url}/feed")
        self.assertEqual((answer.body, answer.moved_to), (b"news", ""))
        self.assertEqual(answer.url, f"{self.site.url}/%E6%96%B0%E9%97%BB.xml?a=1")

    def test_it_learns_where_something_moved_for_good(self) -> None:
        self.site.pages |= {
            "/feed": reply(status=301, location="/new"),
            "/new": reply(status=308, location="/newer"),
            "/newer": reply(status=302, location="/today"),
            "/today": reply(b"news"),
        }
        self.assertEqual(fetch(f"{self.site.url}/feed").moved_to, f"{self.site.url}/newer")

    def test_circles_end(self) -> None:
        self.assert_refused("转址", reply(status=302, location="/feed"))
        self.assertEqual(len(self.site.asked), 6)

    def test_none_leads_inside(self) -> None:
        for place in (
            "http://127.0.0.1:1/",
            "http://169.254.169.254/latest/meta-data/",
            "//localhost/",
            "http://[::1]/",
            "http://news.example/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "http://user@example.org/",
            "\\\\127.0.0.1\\x",
            "///127.0.0.1",
            "http://[",
            f"http://127.1:{self.site.port}/feed",
        ):
            with self.subTest(place), names(news_example="10.0.0.7"), self.assertRaises(FetchError):
                self.fetch(reply(status=302, location=place))
        self.assertEqual(set(self.site.paths), {"/feed"})
