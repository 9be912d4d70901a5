"""What an imported row becomes."""

import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles.models import Article, Breaking, Comment, Correction, Picture, Pin, Section
from portal.redirects.models import Redirect
from portal.regions.models import Region
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.articles.importing import ImportTestCase, make_row
from tests.factories import make_region, make_section
from tests.samples import photo, photo_with_secrets


class FieldTests(ImportTestCase):
    def test_every_text_arrives_in_its_field(self) -> None:
        texts = {
            "lead": "沿堤十二公里分三段补种。",
            "dateline": "示例日报讯",
            "original_title": "柳树回到河堤",
            "original_author": "林晓禾（示例）",
            "original_url": "https://example.org/willow",
            "responsible_editor": "柳青原（示例）",
        }
        article = self.import_row(title="柳树“回家”，河堤又绿", source="示例日报", **texts)
        self.assertEqual({name: getattr(article, name) for name in texts}, texts)
        self.assertEqual((article.title, str(article.source)), ("柳树“回家”，河堤又绿", "示例日报"))
        self.assertIn(article, Article.objects.public())

    def test_paragraphs_are_text_whatever_they_look_like(self) -> None:
        article = self.import_row(body_paragraphs=["第一段<b>不是粗体</b>", "", "a < b & c"])
        self.assertEqual(article.body, "<p>第一段&lt;b&gt;不是粗体&lt;/b&gt;</p><p>a &lt; b &amp; c</p>")

    def test_each_line_of_a_body_is_a_paragraph(self) -> None:
        self.assertEqual(self.import_row(body="第一段\n\n第二段").body, "<p>第一段</p><p>第二段</p>")

    def test_pictures_of_other_sites_in_a_text_are_left_out_and_told(self) -> None:
        self.import_row(body_html='<p>前<img src="https://ads.example/x.gif"><img src="/media/pictures/a.webp">后</p>')
        self.assertIn("正文里有1张图片没有带来", self.out)
        self.assertIn("河堤第1段补种柳树：https://ads.example/x.gif", self.out)

    def test_old_addresses_that_are_none_lead_nowhere(self) -> None:
        article = self.import_row(old_addresses=["https://[", "/a%00b", "/?q=" + "长" * 200, "/2011/早市"])
        self.assertEqual(list(Redirect.objects.values_list("old", "new")), [("/2011/早市", article.get_plain_url())])

    def test_html_is_sanitised(self) -> None:
        body = '<h2>小标题</h2><script>alert(1)</script><p onclick="x()">正文<img src=x onerror=alert(1)></p>'
        article = self.import_row(body_html=body)
        self.assertEqual(article.body, "<h2>小标题</h2><p>正文</p>")

    def test_the_dateline_is_taken_off_the_body_that_repeats_it(self) -> None:
        for colon in "：:":
            with self.subTest(colon):
                Article.objects.all().delete()
                article = self.import_row(dateline="示例日报讯", body_paragraphs=[f"示例日报讯{colon}河堤又绿。"])
                self.assertEqual((article.dateline, article.body), ("示例日报讯", "<p>河堤又绿。</p>"))

    def test_people_sign_by_role_in_order_with_their_label(self) -> None:
        byline = {"reporters": ["乙（示例）", "甲（示例）"], "photographers": ["丙（示例）"], "editors": ["甲（示例）"]}
        article = self.import_row(byline=byline, labels={"reporters": "融媒体记者", "editors": "编辑"})
        self.assertEqual(
            [(one.role, one.person.name, one.label) for one in article.bylines.all()],
            [
                ("reporter", "乙（示例）", "融媒体记者"),
                ("reporter", "甲（示例）", "融媒体记者"),
                ("photographer", "丙（示例）", ""),
                ("editor", "甲（示例）", ""),
            ],
        )

    def test_tags_in_other_letters_are_one_tag(self) -> None:
        self.run_import(self.write_rows(make_row(1, tags=["AI", "柳树", "ai"]), make_row(2, tags=["Ai"])))
        first, second = Article.objects.order_by("import_key")
        self.assertEqual(first.tags.count(), 2)
        self.assertEqual(set(second.tags.all()), set(first.tags.all()) & set(second.tags.all()))

    def test_views_it_brings_are_its_count(self) -> None:
        self.assertEqual(counting.count(Kind.ARTICLE, self.import_row(views=1942).pk), 1942)

    def test_the_interviewee_is_kept(self) -> None:
        said = {
            "name": "周文（示例）",
            "office": "护林队队长",
            "introduction": "种树三十年。",
            "pull_quote": "树比人有耐心",
        }
        article = self.import_row(section="人物访谈", interviewee=said)
        self.assertTrue(article.section.is_interviews)
        self.assertEqual({name: getattr(article.interviewee, name) for name in said}, said)

    def test_corrections_and_comments_come_with_their_times(self) -> None:
        self.import_row(
            corrections=[{"kind": "update", "text": "数字改为十二公里。", "hours_after": 2}],
            comments=[
                {"nickname": "河边人", "region": "涟水县", "text": "好看。", "at": "2026-03-18T20:00:00+08:00"},
                {"nickname": "阿楠", "text": "上周去过。", "replies": [{"nickname": "河边人", "text": "同去。"}]},
            ],
        )
        correction = Correction.objects.get()
        self.assertEqual((correction.kind, timezone.localtime(correction.at).hour), ("update", 11))
        self.assertEqual(Comment.objects.get(text="好看。").place, "涟水县")
        reply = Comment.objects.get(text="同去。")
        self.assertEqual(reply.parent, Comment.objects.get(text="上周去过。"))
        self.assertEqual(Comment.objects.public().count(), 3)

    def test_it_is_pinned_where_it_says(self) -> None:
        article = self.import_row(region="涟水县", pinned=["front", "section", "region"], pinned_until="2099-01-01")
        pins = {(pin.section, pin.region) for pin in Pin.objects.current()}
        self.assertEqual(pins, {(None, None), (article.section, None), (None, article.region)})

    def test_a_banner_leads_to_it(self) -> None:
        article = self.import_row(breaking={"text": "堤顶路今晚封闭", "expires_at": "2099-01-01"})
        self.assertEqual(Breaking.objects.current().get().article, article)

    def test_it_is_found_at_once_and_a_draft_is_not(self) -> None:
        self.run_import(
            self.write_rows(make_row(1, title="驳岸修好了"), make_row(2, title="驳岸草稿", workflow="draft"))
        )
        results = self.client.get("/search/", {"q": "驳岸"})
        self.assertContains(results, "修好了")
        self.assertNotContains(results, "草稿")

    def test_drafts_and_expired_articles_are_not_shown(self) -> None:
        self.assertNotIn(self.import_row(workflow="draft"), Article.objects.public())
        Article.objects.all().delete()
        self.assertNotIn(self.import_row(expires_at="2026-04-01"), Article.objects.public())


class PictureTests(ImportTestCase):
    def setUp(self) -> None:
        super().setUp()
        (self.folder / "pictures").mkdir()
        (self.folder / "pictures" / "willow.jpg").write_bytes(photo_with_secrets())
        (self.folder / "broken.jpg").write_bytes(photo()[:200])

    def test_the_cover_is_re_encoded_with_what_is_said_of_it(self) -> None:
        said = {"alt": "河堤上的柳树", "credit": "示例图", "focus_x": 0.2, "focus_y": 0.7}
        cover = self.import_row(cover={"file": "pictures/willow.jpg", **said}).cover
        assert cover is not None
        self.assertEqual({name: getattr(cover, name) for name in said}, said)
        with cover.file.open() as file, Image.open(file) as image:
            self.assertEqual((image.format, image.size), ("WEBP", (cover.width, cover.height)))
            self.assertFalse(image.getexif())

    def test_a_path_alone_is_a_cover_too_and_an_interviewee_has_a_portrait(self) -> None:
        interviewee = {"name": "周文（示例）", "portrait": "pictures/willow.jpg"}
        article = self.import_row(cover="pictures/willow.jpg", interviewee=interviewee)
        assert article.cover is not None
        assert article.interviewee.portrait is not None
        self.assertEqual(article.cover.file.name, article.interviewee.portrait.file.name)

    def test_a_picture_that_cannot_be_read_is_a_line_error(self) -> None:
        self.assertIn("第1行：图片没有收下：这个文件不是能用的图片", self.refusal(cover="broken.jpg"))
        self.assertFalse(Picture.objects.exists())

    def test_a_trial_reads_pictures_and_stores_none(self) -> None:
        rows = [make_row(1, cover="pictures/willow.jpg"), make_row(2, cover="broken.jpg")]
        self.assertEqual(self.run_import(self.write_rows(*rows), "--dry-run"), 1)
        self.assertIn("第2行：图片没有收下", self.err)
        self.assertFalse(default_storage.exists("pictures"))


class TimeTests(ImportTestCase):
    def published(self, **fields: Any) -> str:
        Article.objects.all().delete()
        article = self.import_row(**{"published_at": None, **fields})
        return timezone.localtime(article.publish_at).isoformat()

    def test_times_without_a_zone_are_the_sites(self) -> None:
        for text, moment in {
            "2026-03-18T19:03:00+08:00": "2026-03-18T19:03:00+08:00",
            "2026-03-18T11:03:00Z": "2026-03-18T19:03:00+08:00",
            "2026-03-18 19:03": "2026-03-18T19:03:00+08:00",
            "2026-03-18": "2026-03-18T00:00:00+08:00",
        }.items():
            with self.subTest(text):
                self.assertEqual(self.published(published_at=text), moment)

    def test_date_and_hour_may_stand_apart(self) -> None:
        self.assertEqual(self.published(date="2026-03-18", hour="7"), "2026-03-18T07:00:00+08:00")
        self.assertEqual(self.published(date="2026-03-18"), "2026-03-18T00:00:00+08:00")

    def test_days_ago_are_counted_from_today_and_never_lead_into_the_future(self) -> None:
        day = timezone.localdate() - datetime.timedelta(days=3)
        self.assertEqual(self.published(days_ago=3, time="17:06"), f"{day}T17:06:00+08:00")
        self.published(days_ago=0, time="23:59")
        self.assertLessEqual(Article.objects.get().publish_at, timezone.now())

    def test_what_came_hours_after_is_never_in_the_future(self) -> None:
        now = timezone.now().isoformat()
        self.published(published_at=now, comments=[{"nickname": "河边人", "text": "快。", "hours_after": 40}])
        self.assertLessEqual(Comment.objects.get().created_at, timezone.now())


class PlaceTests(ImportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.city = make_region("huaian", kind=Region.Kind.CITY)
        self.county = make_region("lianshui")
        self.town = make_region("gaogou", name="高沟镇", kind=Region.Kind.TOWN, parent=self.county)

    def region(self, **fields: Any) -> Region:
        Article.objects.all().delete()
        return self.import_row(**fields).region

    def test_a_region_is_named_by_slug_name_or_short_name(self) -> None:
        for name in ("lianshui", "涟水县", "涟水"):
            with self.subTest(name):
                self.assertEqual(self.region(region=name), self.county)

    def test_else_the_title_names_it_else_it_is_the_city(self) -> None:
        self.assertEqual(self.region(title="涟水早市搬家"), self.county)
        self.assertEqual(self.region(title="高沟镇修桥"), self.town)
        self.assertEqual(self.region(title="高沟的桥修好了"), self.city)

    def test_a_county_that_the_site_lacks_is_made_and_nothing_else_is(self) -> None:
        region = self.region(region="盱眙县")
        self.assertEqual((region.slug, region.kind), ("xuyi", Region.Kind.COUNTY))
        Article.objects.all().delete()
        self.assertIn("第1行：region 没有这个地区：火星", self.refusal(region="火星"))

    def test_a_site_without_regions_gets_one(self) -> None:
        Region.objects.filter(kind=Region.Kind.TOWN).delete()
        Region.objects.all().delete()
        self.assertEqual(self.import_row().region.slug, "other")


class SectionTests(ImportTestCase):
    def section(self, *options: str, **fields: Any) -> Section:
        Article.objects.all().delete()
        self.run_import(self.write_rows(make_row(**{"section": None, **fields})), *options)
        return Article.objects.get().section

    def test_a_usual_section_is_made_with_its_address(self) -> None:
        self.assertEqual(self.section(section="体育").slug, "sports")
        self.assertEqual(self.section(section="sports").name, "体育")

    def test_a_section_that_is_there_is_used_by_name_and_by_slug(self) -> None:
        section = make_section("sports", name="赛场")
        self.assertEqual({self.section(section=name) for name in ("赛场", "sports", "体育")}, {section})

    def test_any_other_section_is_made_by_name(self) -> None:
        self.assertEqual(self.section(section="里运河").slug, "liyunhe")

    def test_without_one_it_goes_where_the_command_says(self) -> None:
        self.assertEqual(self.section().slug, "headlines")
        self.assertEqual(self.section("--section", "民生").slug, "livelihood")

    def test_categories_of_other_sites_stand_for_their_subject(self) -> None:
        self.assertEqual(self.section(category="体育-羽毛球").slug, "sports")
        self.assertEqual(self.section(category="明星-内地").name, "明星")
        for account in ("逆战未来官方微博", "CP", "第" * 300):
            self.assertEqual(self.section(category=account).slug, "headlines")


# The shape of a saved portal page; its words are made up.
