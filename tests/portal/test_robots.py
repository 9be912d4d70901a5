from django.test import SimpleTestCase

from portal.lib.fetching import FetchError, ForbiddenError, robots
from tests.foreign_site import ForeignSite, reply

FILE = b"""
# Ours first.
User-agent: Other
User-agent: linwen
Disallow: /private
Allow: /private/feed$
Disallow: /*.php$
Crawl-delay: 5

User-agent: *
Disallow: /
"""


class RuleTests(SimpleTestCase):
    def test_the_longest_rule_for_our_name_decides(self) -> None:
        rules = robots.parse(FILE.decode())
        for path, allowed in [
            ("/feed", True),
            ("/private/", False),
            ("/private/feed", True),
            ("/private/feeds", False),
            ("/a/b.php", False),
            ("/a/b.php?x", True),
            ("/robots.txt", True),
        ]:
            self.assertEqual(rules.allow(path), allowed, path)
        self.assertEqual(rules.delay, 5)

    def test_rules_for_everybody_count_only_without_our_own(self) -> None:
        self.assertFalse(robots.parse("User-agent: *\nDisallow: /新闻").allow("/%E6%96%B0%E9%97%BB/"))
        self.assertTrue(robots.parse("User-agent: *\nDisallow: /\n\nUser-agent: Linwen\nDisallow:").allow("/"))
        self.assertTrue(robots.parse("<html>not found</html>").allow("/"))

    def test_a_pattern_full_of_stars_takes_no_time(self) -> None:
        self.assertFalse(robots.fits("*a" * 500 + "$", "/" + "a" * 499 + "b" * 1000))


class CheckTests(SimpleTestCase):
    def setUp(self) -> None:
        self.site = self.enterContext(ForeignSite())

    def test_a_site_is_asked_once_and_then_obeyed(self) -> None:
        self.site.pages["/robots.txt"] = reply(FILE)
        robots.check(f"{self.site.url}/feed")
        with self.assertRaises(ForbiddenError):
            robots.check(f"{self.site.url}/private/1")
        self.assertEqual(len(self.site.asked), 1)

    def test_no_rules_allow_everything(self) -> None:
        self.assertEqual(robots.check(f"{self.site.url}/feed").delay, 0)

    def test_a_site_in_trouble_is_left_alone(self) -> None:
        self.site.pages["/robots.txt"] = reply(status=503)
        with self.assertRaisesMessage(FetchError, "503"):
            robots.check(f"{self.site.url}/feed")
