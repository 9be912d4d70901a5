"""The front page and the editions."""

import datetime
import re
from collections import Counter

from django.test import TestCase
from django.utils import timezone

from articles.models import Breaking, Pin
from portal.moderation.takedown import withdraw
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.factories import make_article, make_editor, make_region, make_section


class FrontPageTests(TestCase):
    def front(self) -> str:
        """The front page without its ranking, which stays true and may name a story again."""
        html = self.client.get("/").content.decode()
        return re.sub(r'<ol class="ranking.*?</ol>', "", html, flags=re.DOTALL)

    def stories(self) -> list[str]:
        return re.findall(r'href="/articles/(\d+)/"', self.front())

    def test_an_empty_site_has_a_front_page(self) -> None:
        self.assertContains(self.client.get("/"), "还没有新闻")

    def test_a_pinned_story_leads(self) -> None:
        pinned = make_article(publish_at=timezone.now() - datetime.timedelta(days=9))
        make_article()
        Pin.objects.create(article=pinned)
        self.assertEqual(self.stories()[0], str(pinned.pk))

    def test_no_story_stands_twice(self) -> None:
        sections = [make_section(slug, on_front=True) for slug in ("livelihood", "economy")]
        regions = [make_region(), make_region("other", kind="other")]
        for number in range(40):
            article = make_article(section=sections[number % 2], region=regions[number % 2])
            if number % 9 == 0:
                Pin.objects.create(article=article, position=number)
        make_section("empty", name="空栏目", on_front=True)
        counts = Counter(self.stories())
        self.assertGreater(len(counts), 15)
        self.assertEqual(max(counts.values()), 1)

    def test_a_withdrawn_pin_leaves_no_hole(self) -> None:
        articles = [make_article() for _ in range(9)]
        Pin.objects.create(article=articles[0])
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(articles[0], by=make_editor(), reason="个人信息")
        stories = self.stories()
        self.assertNotIn(str(articles[0].pk), stories)
        self.assertEqual(stories[0], str(articles[8].pk))

    def test_a_pin_ends_when_its_time_is_over(self) -> None:
        old = make_article(publish_at=timezone.now() - datetime.timedelta(days=9))
        new = make_article()
        Pin.objects.create(article=old, until=timezone.now() - datetime.timedelta(minutes=1))
        self.assertEqual(self.stories()[0], str(new.pk))

    def test_the_ranking_names_a_story_even_if_it_leads(self) -> None:
        article = make_article(title="三里步道修好了")
        counting.record(Kind.ARTICLE, article.pk, address="192.0.2.1", user_agent="Firefox")
        with self.captureOnCommitCallbacks(execute=True):
            counting.rank(Kind.ARTICLE)
        html = self.client.get("/").content.decode()
        self.assertEqual(html.count("三里步道修好了</"), 2)

    def test_a_breaking_banner_takes_itself_down(self) -> None:
        now = timezone.now()
        Breaking.objects.create(text="渡口停航", shown_from=now - datetime.timedelta(hours=2), expires_at=now)
        Breaking.objects.create(text="大风蓝色预警", expires_at=now + datetime.timedelta(hours=1))
        response = self.client.get("/")
        self.assertContains(response, "大风蓝色预警")
        self.assertNotContains(response, "渡口停航")

    def test_a_breaking_banner_goes_with_its_article(self) -> None:
        article = make_article()
        until = timezone.now() + datetime.timedelta(hours=1)
        Breaking.objects.create(text="渡口停航", article=article, expires_at=until)
        self.assertContains(self.client.get("/"), "渡口停航")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=make_editor(), reason="误报")
        self.assertNotContains(self.client.get("/"), "渡口停航")


class EditionTests(TestCase):
    def test_it_shows_its_region_and_the_towns_in_it(self) -> None:
        county = make_region()
        town = make_region("gaogou", name="高沟镇", kind="town", parent=county)
        here, there = make_article(region=town), make_article(region=make_region("other"))
        response = self.client.get(county.get_absolute_url())
        self.assertContains(response, here.title)
        self.assertNotContains(response, f'href="/articles/{there.pk}/"')

    def test_a_town_is_not_in_the_region_bar(self) -> None:
        make_region("gaogou", name="高沟镇", kind="town", parent=make_region())
        self.assertNotContains(self.client.get("/"), "高沟镇")

    def test_what_is_pinned_to_it_comes_first_and_once(self) -> None:
        region = make_region()
        old = make_article(publish_at=timezone.now() - datetime.timedelta(days=9))
        make_article()
        Pin.objects.create(article=old, region=region)
        html = self.client.get(region.get_absolute_url()).content.decode()
        self.assertEqual(re.findall(r'href="/articles/(\d+)/"', html)[0], str(old.pk))
        self.assertEqual(html.count(f'href="/articles/{old.pk}/"'), 1)

    def test_a_region_that_is_not_there_answers_404(self) -> None:
        self.assertEqual(self.client.get("/regions/atlantis/").status_code, 404)
