"""The demo's listings, all of them, as they are shipped."""

import re
from itertools import pairwise

from django.test import TestCase

from classifieds import taxonomy
from classifieds.importing import Job
from classifieds.models import Category, Contact, Listing
from portal import demo
from portal.lib.importing.rows import Problem
from portal.regions.models import Region

MOST_ALIKE = 12


class ShippedListingTests(TestCase):
    problems: list[Problem]
    ignored: set[str]

    @classmethod
    def setUpTestData(cls) -> None:
        demo._make_regions()
        taxonomy.load()
        cls.problems, cls.ignored = [], set()
        for path in sorted(demo.LISTINGS.glob("*.jsonl")):
            job = Job(path, on_problem=cls.problems.append)
            job.run()
            cls.ignored |= job.ignored

    def test_every_line_is_taken_as_it_is(self) -> None:
        self.assertEqual((self.problems, self.ignored), ([], set()))
        self.assertGreaterEqual(Listing.objects.with_reach().count(), 300)

    def test_every_open_category_has_at_least_four(self) -> None:
        for leaf in Category.objects.open().exclude(group=None):
            self.assertGreaterEqual(Listing.objects.filter(category=leaf).count(), 4, leaf.slug)

    def test_every_group_has_some_in_every_region(self) -> None:
        for group in Category.objects.open().groups():
            for region in Region.objects.exclude(kind=Region.Kind.TOWN):
                found = Listing.objects.filter(category__group=group, region__in=region.with_towns())
                self.assertTrue(found.exists(), (group.slug, region.slug))

    def test_no_two_are_alike(self) -> None:
        titles = list(Listing.objects.values_list("title", flat=True))
        self.assertEqual(len(titles), len(set(titles)))
        seen: dict[str, int] = {}
        for pk, body in Listing.objects.values_list("pk", "body"):
            for start in range(len(body) - MOST_ALIKE):
                part = body[start : start + MOST_ALIKE]
                self.assertEqual(seen.setdefault(part, pk), pk, part)

    def test_every_contact_is_plainly_made_up_and_different(self) -> None:
        contacts = [(one.phone, one.wechat, one.email) for one in Contact.objects.all()]
        self.assertEqual(len(contacts), len(set(contacts)))
        for phone, wechat, email in contacts:
            self.assertRegex(phone, r"^(1380000\d{4})?$")
            self.assertRegex(wechat, r"^(shili_\d{4})?$")
            self.assertRegex(email, r"^(shili\d{4}@example\.org)?$")

    def test_none_has_a_way_to_be_reached_in_its_text(self) -> None:
        for listing in Listing.objects.all():
            self.assertIsNone(
                re.search(r"\d{7}|shili|@", f"{listing.title}{listing.body}{listing.values}"), listing.title
            )

    def test_some_are_wanted_and_some_are_done(self) -> None:
        self.assertGreater(Listing.objects.filter(intent="wanted").count(), 30)
        self.assertGreater(Listing.objects.exclude(done_at=None).count(), 10)

    def test_they_came_over_several_weeks(self) -> None:
        days = sorted(set(Listing.objects.values_list("posted_at__date", flat=True)))
        self.assertGreater(len(days), 10)
        self.assertLess(max((later - sooner).days for sooner, later in pairwise(days)), 4)
