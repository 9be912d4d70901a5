"""Importing a saved page: the field names of a page as another portal shows it."""

import json
from typing import Any

from django.test import SimpleTestCase
from django.urls import reverse
from django.utils import timezone

from articles.importing.names import in_our_words
from articles.models import Article
from portal.regions.models import Region, SiteProfile
from tests.articles.importing import ImportTestCase, make_row
from tests.assertions import PageTestCase

PAGE = {
    "site_name": "测试城114网",
    "site_domain": "town.example",
    "regions": ["柳城市", "河东县", "河西县", "其他地区"],
    "posting_slogan": "不用注册,两步发布",
    "breadcrumb": ["首页", "人物访谈", "把旧码头还给步行的人,把渡船还给河——访航道站站长"],
    "title": "把旧码头还给步行的人,把渡船还给河——访航道站站长",
    "published_at": "2021-03-18T19:03:00+08:00",
    "views": 1942,
    "actions": ["评论", "转发", "收藏", "打印"],
    "lead": "旧码头明年开放,渡船恢复两班。",
    "source": "示例日报",
    "body_paragraphs": ["示例日报讯:旧码头明年开放,渡船恢复两班。", "先修驳岸,再铺步道。"],
    "byline": {"reporters": ["甲一", "乙二"], "correspondents": ["丙", "丁", "戊"]},
    "notice": "声明:测试城114网(town.example)只做索引!",
    "labels": {
        "published_at": "发布时间",
        "views": "关注度",
        "lead": "导读",
        "reporters": "融媒体记者",
        "correspondents": "通讯员",
        "dateline": "示例日报讯",
    },
    "fullwidth": {
        "note": "for display",
        "posting_slogan": "不用注册，两步发布",
        "title": "把旧码头还给步行的人，把渡船还给河——访航道站站长",
        "lead": "旧码头明年开放，渡船恢复两班。",
        "body_paragraphs": ["示例日报讯：旧码头明年开放，渡船恢复两班。", "先修驳岸，再铺步道。"],
        "notice": "声明：测试城114网（town.example）只做索引！",
    },
    "decoding": {"script": "OpenCC t2s"},
}


class SavedPageTests(ImportTestCase):
    def import_page(self, **fields: Any) -> Article:
        page = json.dumps({**PAGE, **fields}, ensure_ascii=False, indent=1)
        self.assertEqual(self.run_import(self.write(page, "page.json")), 0)
        return Article.objects.get()

    def test_its_page_shows_every_field_of_the_file(self) -> None:
        article = self.import_page()
        page = self.client.get(article.get_absolute_url()).content.decode()
        words = PAGE["fullwidth"]
        assert isinstance(words, dict)
        for text in (words["lead"], words["notice"], words["posting_slogan"], words["body_paragraphs"][0], "1,942"):
            self.assertIn(text, page)
        for text in ("测试城114网", "人物访谈", "2021年3月18日 19:03", "融媒体记者", "甲一", "乙二", "通讯员", "戊"):
            self.assertIn(text, page)
        for region in ("柳城市", "河东县", "河西县", "其他地区"):
            self.assertIn(region, page)
        self.assertEqual(page.count("示例日报讯："), 1)

    def test_it_is_an_interview_of_the_city(self) -> None:
        article = self.import_page()
        self.assertEqual((article.section.slug, article.section.is_interviews), ("interviews", True))
        self.assertEqual((article.region.name, article.region.kind), ("柳城市", Region.Kind.CITY))
        self.assertEqual(
            list(Region.objects.values_list("slug", "kind")),
            [("liucheng", "city"), ("hedong", "county"), ("hexi", "county"), ("other", "other")],
        )

    def test_nothing_of_it_is_reported_as_unknown(self) -> None:
        self.import_page()
        self.assertNotIn("不认识", self.out)

    def test_its_site_is_taken_over_and_that_is_said(self) -> None:
        self.import_page()
        self.assertIn("站点资料", self.out)
        profile = SiteProfile.load()
        self.assertEqual((profile.name, profile.domain, profile.city), ("测试城114网", "town.example", "柳城"))
        self.assertEqual(profile.declaration_text, "声明：测试城114网（town.example）只做索引！")

    def test_what_an_editor_wrote_of_the_site_stays(self) -> None:
        SiteProfile(name="我们的网", edited_at=timezone.now()).save()
        self.import_page()
        self.assertEqual(SiteProfile.load().name, "我们的网")
        self.assertNotIn("站点资料", self.out)

    def test_the_second_time_nothing_changes(self) -> None:
        self.import_page()
        SiteProfile.objects.update(name="改过")
        article = self.import_page()
        self.assertIn("导入0条，已有1条", self.out)
        self.assertEqual(SiteProfile.load().name, "改过")
        self.assertEqual(article.bylines.count(), 5)


class OtherNameTests(SimpleTestCase):
    def test_what_is_said_of_an_interview_may_stand_beside_the_interviewee(self) -> None:
        row = {"interviewee": {"name": "甲"}, "pull_quote": "树比人有耐心", "interview_note": "在林场"}
        self.assertEqual(
            in_our_words(row), {"interviewee": {"name": "甲", "pull_quote": "树比人有耐心", "note": "在林场"}}
        )

    def test_our_own_name_wins(self) -> None:
        self.assertEqual(in_our_words({"channel": "weibo", "source": "示例日报"})["source"], "示例日报")

    def test_page_words_of_a_wrong_type_are_left_to_be_reported(self) -> None:
        self.assertEqual(in_our_words({"labels": 5, "breadcrumb": "首页"}), {"labels": 5, "breadcrumb": "首页"})


class CachedPageTests(PageTestCase, ImportTestCase):
    def test_an_import_shows_on_pages_that_were_cached(self) -> None:
        self.import_row()
        section = reverse("articles:section", args=["environment"])
        for path in ("/", section):
            self.assertNotIn("刚刚导入", self.ask(path).text)
        with self.captureOnCommitCallbacks(execute=True):
            self.run_import(self.write_rows(make_row(2, title="刚刚导入的一篇")))
        for path in ("/", section):
            self.assertIn("刚刚导入", self.ask(path).text)
