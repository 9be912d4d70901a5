"""The demo: loaded once, whole, and left alone afterwards."""

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Breaking, Comment, Pin, Section
from classifieds.models import Listing
from portal import demo
from portal.moderation.models import ListedWord
from portal.regions.models import Region, SiteProfile
from portal.traffic import counting
from portal.traffic.models import DailyViews, Kind, ViewTotal
from tests.articles.importing import make_row
from tests.samples import photo


class DemoTestCase(TestCase):
    """`load` makes a demo of two stories, one of them with all that a story can have."""

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "pictures").mkdir()
        (self.folder / "pictures" / "map.webp").write_bytes(photo(700, 400))
        self.rows = [
            make_row(
                1, key="demo-x-001", published_at=None, days_ago=2, views=900, source="示例晚报", pinned=["front"]
            ),
            make_row(
                2,
                key="demo-x-002",
                published_at=None,
                days_ago=300,
                views=90,
                byline={"reporters": ["甲（示例）"]},
                cover={"file": "map.webp", "alt": "地图"},
                comments=[{"nickname": "河边人", "text": "好看。", "hours_after": 2}],
            ),
        ]

    def load(self, *rows: dict[str, Any]) -> int:
        lines = "\n".join(json.dumps(row) for row in rows or self.rows)
        (self.folder / "environment.jsonl").write_text(lines, encoding="utf-8")
        return demo.load(self.folder, self.folder / "listings")


class LoadTests(DemoTestCase):
    def test_the_city_has_five_regions_with_their_towns(self) -> None:
        self.load()
        bar = Region.objects.exclude(kind=Region.Kind.TOWN).values_list("slug", flat=True)
        self.assertEqual(list(bar), ["huaian", "lianshui", "xuyi", "jinhu", "other"])
        town = Region.objects.get(name="高沟镇")
        self.assertEqual((town.parent, town.name_en), (Region.objects.get(slug="lianshui"), "Gaogou Town"))
        self.assertTrue(town.code.startswith(Region.objects.get(slug="lianshui").code))

    def test_it_has_twelve_sections_four_of_them_on_the_front(self) -> None:
        self.load()
        self.assertEqual(Section.objects.count(), 12)
        self.assertEqual(
            set(Section.objects.filter(on_front=True).values_list("name", flat=True)), {"民生", "经济", "教育", "文旅"}
        )
        self.assertTrue(Section.objects.get(slug="interviews").is_interviews)

    def test_the_site_says_that_it_is_a_demo(self) -> None:
        self.load()
        profile = SiteProfile.load()
        self.assertEqual((profile.name, profile.domain, profile.is_demo), ("淮安114网", "d7760.cn", True))
        self.assertIn("淮安114网（d7760.cn）", profile.declaration_text)

    def test_pictures_come_in_their_widths(self) -> None:
        self.load()
        cover = Article.objects.get(import_key="demo-x-002").cover
        assert cover is not None
        self.assertEqual((cover.width, cover.widths), (700, [320, 640]))

    def test_the_banner_takes_itself_down(self) -> None:
        self.load()
        self.assertGreater(Breaking.objects.current().get().expires_at, timezone.now())

    def test_the_week_has_its_most_read_stories_and_no_more_views_than_there_were(self) -> None:
        self.load()
        first = Article.objects.get(import_key="demo-x-001")
        self.assertEqual(counting.most_read(Kind.ARTICLE)[0], first.pk)
        for total in ViewTotal.objects.all():
            days = DailyViews.objects.filter(object_id=total.object_id).values_list("day", "views")
            self.assertLessEqual(sum(views for _day, views in days), total.views)
        self.assertGreater(DailyViews.objects.filter(object_id=first.pk).count(), 2)
        self.assertEqual(counting.count(Kind.ARTICLE, first.pk), 900)

    def test_what_is_made_up_says_so(self) -> None:
        self.load()
        article = Article.objects.get(import_key="demo-x-001")
        assert article.source is not None
        self.assertIn("虚构", article.source.note)

    def test_a_wrong_line_stops_all_of_it(self) -> None:
        with self.assertRaisesMessage(demo.DemoError, "environment.jsonl:2 title 没有写"):
            self.load(self.rows[0], {**self.rows[1], "title": ""})
        self.assertFalse(Article.objects.exists() or Region.objects.exists() or SiteProfile.objects.exists())

    def test_a_name_that_means_nothing_stops_it_too(self) -> None:
        with self.assertRaisesMessage(demo.DemoError, "environment.jsonl colour?"):
            self.load({**self.rows[0], "colour": "蓝"})


class ListingTests(DemoTestCase):
    def setUp(self) -> None:
        super().setUp()
        (self.folder / "listings").mkdir()

    def write(self, **fields: Any) -> None:
        row = {
            "key": "demo-free-1",
            "category": "free",
            "region": "高沟镇",
            "title": "旧木门四扇，自己来拉",
            "days_ago": 1,
        }
        row |= {"values": {"condition": "worn"}, "phone": "13800000001", **fields}
        (self.folder / "listings" / "second-hand.jsonl").write_text(json.dumps(row), encoding="utf-8")

    def test_residents_post_in_it_too(self) -> None:
        self.write()
        self.load()
        listing = Listing.objects.with_reach().get()
        self.assertEqual((listing.title, listing.region.name), ("旧木门四扇，自己来拉", "高沟镇"))
        self.load()
        self.assertEqual(Listing.objects.count(), 1)

    def test_a_listing_that_the_form_refuses_stops_all_of_it(self) -> None:
        self.write(phone="138")
        with self.assertRaisesMessage(demo.DemoError, "second-hand.jsonl:1 phone 电话少了8位，请核对"):
            self.load()
        self.assertFalse(Article.objects.exists() or Listing.objects.exists())


class AgainTests(DemoTestCase):
    def test_the_second_time_adds_nothing(self) -> None:
        self.assertEqual(self.load(), 2)
        tables = (Article, Comment, Pin, Breaking, Region, Section, ListedWord, DailyViews)
        counts = [model.objects.count() for model in tables]
        self.assertEqual(self.load(), 0)
        self.assertEqual([model.objects.count() for model in tables], counts)

    def test_what_editors_changed_or_took_away_stays_so(self) -> None:
        self.load()
        Article.objects.filter(import_key="demo-x-001").update(title="编辑改过")
        Article.objects.get(import_key="demo-x-002").delete()
        Pin.objects.all().delete()
        Section.objects.filter(slug="sports").delete()
        SiteProfile.objects.update(name="我们的网")
        self.load()
        self.assertEqual(list(Article.objects.values_list("title", flat=True)), ["编辑改过"])
        self.assertFalse(Pin.objects.exists() or Section.objects.filter(slug="sports").exists())
        self.assertEqual(SiteProfile.load().name, "我们的网")

    def test_a_profile_that_editors_wrote_before_is_kept(self) -> None:
        SiteProfile(name="我们的网", edited_at=timezone.now()).save()
        self.load()
        self.assertEqual((SiteProfile.load().name, SiteProfile.load().is_demo), ("我们的网", False))
        self.assertEqual(self.load(), 0)


class CommandTests(DemoTestCase):
    def test_it_tells_the_login_of_the_demo_editor(self) -> None:
        self.load()
        out = io.StringIO()
        call_command("load_demo", stdout=out)
        self.assertIn("什么都没有改", out.getvalue())
        self.assertIn("演示编辑：editor 密码：", out.getvalue())
        self.assertTrue(User.objects.filter(username="editor", is_staff=True).exists())
