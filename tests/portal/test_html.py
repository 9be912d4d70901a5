"""The sanitiser: a short list of elements comes out, the words stay."""

import html5lib
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import html
from tests.factories import make_article

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://tracker.example/1.gif">',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="javascript\\x0A:alert(1)">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(javascript:alert(1))" onclick="alert(1)" class="cover" id="main">x</p>',
    "<iframe src=/admin/></iframe><object data=x></object><embed src=x><form action=/><input name=q></form>",
    "<p><p><p></div></p><!-- x --><![CDATA[x]]><?php x ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=x><style>body{background:url(https://evil.example/)}</style>",
]
PIECES = [*"<>/\"'=&;:! \\\n\0a", "script", "img", "onerror", "svg", "style", "href"]
SAFE_LINK = ("http://", "https://", "mailto:", "/", "#", "?")


class CleanTests(SimpleTestCase):
    def assert_clean(self, cleaned: str) -> None:
        """No element, attribute or address outside the list, by another parser than the one that cleaned."""
        tree = html5lib.parseFragment(cleaned, namespaceHTMLElements=False)
        for element in list(tree.iter())[1:]:
            self.assertIsInstance(element.tag, str, "a comment")
            self.assertIn(element.tag, html.TAGS)
            for name, value in element.attrib.items():
                self.assertIn(name, {*html.ATTRIBUTES.get(element.tag, ()), "rel"})
                if name == "href" and ":" in value.split("/")[0]:
                    self.assertTrue(value.lower().startswith(SAFE_LINK), value)
                if name == "src":
                    self.assertTrue(value.startswith("/media/"), value)

    def test_nothing_hostile_comes_through(self) -> None:
        for said in HOSTILE:
            with self.subTest(said):
                self.assert_clean(html.clean(said))

    @given(st.lists(st.sampled_from(PIECES)).map("".join))
    def test_no_mixture_of_markup_comes_through(self, said: str) -> None:
        self.assert_clean(html.clean(said))

    def test_cleaning_twice_changes_nothing(self) -> None:
        for said in HOSTILE:
            once = html.clean(said)
            self.assertEqual(html.clean(once), once)

    def test_what_an_editor_writes_stays(self) -> None:
        said = '<h2>四个区</h2><ul><li><strong>蔬果</strong> 32 个</li></ul><p><a href="/tags/早市/">早市</a></p>'
        cleaned = html.clean(said)
        self.assertIn("<h2>四个区</h2><ul><li><strong>蔬果</strong> 32 个</li></ul>", cleaned)
        self.assertIn('href="/tags/早市/"', cleaned)

    def test_a_picture_of_another_site_leaves_nothing_behind(self) -> None:
        for said in ('<img src="https://tracker.example/1.gif" alt="河">', "<img>", "<figure> <img src=x></figure>"):
            self.assertEqual(html.clean(f"<p>前</p>{said}<p>后</p>"), "<p>前</p><p>后</p>", said)

    def test_a_picture_of_ours_always_has_words_for_who_cannot_see_it(self) -> None:
        self.assertEqual(html.clean('<img src="/media/a.webp">'), '<img alt="" src="/media/a.webp">')
        told = '<img src="/media/a.webp" alt="河">'
        self.assertEqual(html.clean(told), told)

    def test_what_is_absurdly_large_is_refused_before_it_costs_time(self) -> None:
        for said in ("<div>" * 200_000, "x" * 300_000):
            with self.assertRaises(html.TooMuchMarkupError):
                html.clean(said)

    def test_plain_paragraphs_keep_what_looks_like_a_tag(self) -> None:
        self.assertEqual(html.from_paragraphs(["1 < 2", "<b>"]), "<p>1 &lt; 2</p><p>&lt;b&gt;</p>")


class ArticleTests(TestCase):
    def test_a_hostile_story_is_shown_as_text(self) -> None:
        said = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>"
        article = make_article(title=said, lead=said, body=said, dateline=said[:40], original_title=said)
        for address in (article.get_absolute_url(), f"{article.get_absolute_url()}print/", "/", "/hant/"):
            page = self.client.get(address).content.decode()
            self.assertNotIn("<script>alert", page)
            self.assertNotIn("<img src=x", page)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)

    def test_no_other_address_than_http_can_be_stored_for_a_link(self) -> None:
        for url in ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//example.org/"):
            with self.subTest(url), self.assertRaises(IntegrityError), transaction.atomic():
                make_article(original_url=url)
