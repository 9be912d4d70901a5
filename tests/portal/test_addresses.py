"""The many spellings of one page's address are one; different pages stay different."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.addresses import canonical

SAME = [
    ("https://www.news.example/2026/a.html", "news.example/2026/a.html"),
    ("http://news.example/2026/a.html", "news.example/2026/a.html"),
    ("HTTPS://NEWS.Example:443/2026/a.html#comments", "news.example/2026/a.html"),
    ("http://m.news.example:80/2026/a.html?utm_source=wx&utm_medium=x", "news.example/2026/a.html"),
    ("https://wap.news.example//2026//a.html?from=singlemessage&isappinstalled=0", "news.example/2026/a.html"),
    ("https://news.example/2026/a.html?spm=1.2.3&fbclid=x&gclid=y", "news.example/2026/a.html"),
    ("https://www.m.news.example/2026/a.html/index.html", "news.example/2026/a.html"),
    ("https://amp.news.example/2026/a.html?amp=1", "news.example/2026/a.html"),
    ("https://news.example/2026/a/amp/", "news.example/2026/a"),
    ("https://news.example/2026/a/", "news.example/2026/a"),
    ("https://news.example/2026/a/index.html", "news.example/2026/a"),
    ("https://news.example/2026/a/INDEX.SHTML", "news.example/2026/a"),
    ("https://news.example", "news.example"),
    ("https://news.example/", "news.example"),
    ("https://news.example/index.php?b=2&a=1", "news.example?a=1&b=2"),
    ("https://news.example/?a=1&b=2", "news.example?a=1&b=2"),
    ("https://news.example/%e6%97%a9%E5%B8%82", "news.example/%E6%97%A9%E5%B8%82"),
    ("https://news.example/早市", "news.example/%E6%97%A9%E5%B8%82"),
    ("https://news.example/%7Euser/%61", "news.example/~user/a"),
    ("https://news.example:8443/a", "news.example:8443/a"),
    (
        "https://mp.weixin.example/s?__biz=A&mid=1&idx=1&sn=z&chksm=9&scene=21",
        "mp.weixin.example/s?__biz=A&idx=1&mid=1&sn=z",
    ),
    ("https://新闻.example/a", "xn--efvy88h.example/a"),
]
DIFFERENT = [
    ("https://news.example/a?id=1", "https://news.example/a?id=2"),
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/a", "https://sport.example/a"),
    ("https://news.example/a", "https://news.example/a/b"),
    ("https://news.example/a?page=2", "https://news.example/a"),
    ("https://news.example:8080/a", "https://news.example/a"),
    ("https://m.example/a", "https://example/a"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
]
NONE = [
    "",
    "about:blank",
    "mailto:a@news.example",
    "ftp://news.example/a",
    "/a",
    "http://",
    "http://[::1",
    "javascript:1",
]

pieces = st.text("abcZ早%2fFe5E /.~?&=#_-:1", max_size=12)


class CanonicalTests(SimpleTestCase):
    def test_spellings_of_one_page_are_one(self) -> None:
        for url, expected in SAME:
            with self.subTest(url):
                self.assertEqual(canonical(url), expected)

    def test_different_pages_stay_different(self) -> None:
        for one, other in DIFFERENT:
            with self.subTest(one, other=other):
                self.assertNotEqual(canonical(one), canonical(other))

    def test_what_is_no_web_address_has_none(self) -> None:
        for url in NONE:
            with self.subTest(url):
                self.assertEqual(canonical(url), "")

    @given(
        st.sampled_from(["http://", "https://"]),
        st.sampled_from(["news.example", "www.news.example", "m.b.example:81"]),
        pieces,
    )
    def test_making_it_canonical_twice_changes_nothing(self, scheme: str, host: str, rest: str) -> None:
        once = canonical(f"{scheme}{host}/{rest}")
        self.assertEqual(canonical(f"https://{once}"), once)

    @given(pieces, st.sampled_from(["utm_source=wx", "spm=1", "fbclid=1", "from=timeline"]))
    def test_what_senders_append_never_matters(self, path: str, key: str) -> None:
        address = "https://news.example/" + path.split("?")[0].split("#")[0].strip()
        self.assertEqual(canonical(f"{address}?{key}"), canonical(address))
