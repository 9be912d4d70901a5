"""The stories that the repository ships."""

from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Comment, Section
from portal import demo
from portal.lib import html
from portal.regions.models import Region


class ShippedDemoTests(TestCase):
    articles: list[Article]

    @classmethod
    def setUpTestData(cls) -> None:
        demo.load()
        cls.articles = list(Article.objects.select_related("source", "cover").prefetch_related("bylines__person"))

    def test_there_are_two_hundred_stories_over_twelve_sections_and_five_regions(self) -> None:
        self.assertGreaterEqual(len(self.articles), 200)
        for section in Section.objects.all():
            self.assertGreaterEqual(section.articles.count(), 10, section)
        regions = {article.region_id for article in self.articles}
        self.assertEqual(regions, set(Region.objects.exclude(kind=Region.Kind.TOWN).values_list("pk", flat=True)))
        self.assertEqual(Section.objects.count(), 12)

    def test_no_two_are_alike(self) -> None:
        self.assertEqual(len({article.title for article in self.articles}), len(self.articles))
        seen: dict[str, str] = {}
        for article in self.articles:
            body = html.to_text(article.body).replace("\n", "")
            pieces = {body[place : place + 25] for place in range(len(body) - 24)}
            for piece in pieces & seen.keys():
                self.fail(f"{article.import_key} and {seen[piece]}: {piece}")
            seen.update(dict.fromkeys(pieces, str(article.import_key)))

    def test_every_name_says_that_it_is_made_up(self) -> None:
        for article in self.articles:
            names = [byline.person.name for byline in article.bylines.all()]
            names += [article.original_author, article.responsible_editor, str(article.source or "")]
            if article.is_interview:
                names.append(article.interviewee.name)
            for name in filter(None, names):
                self.assertIn("示例", name, article.import_key)
            if article.original_url:
                self.assertTrue(article.original_url.startswith("https://example.org/"), article.import_key)

    def test_they_are_of_the_year_up_to_today(self) -> None:
        now = timezone.now()
        ages = sorted((now - article.publish_at).days for article in self.articles)
        self.assertTrue(ages[0] <= 1 and 300 <= ages[-1] <= 366, ages)
        self.assertGreaterEqual(min(article.publish_at for article in self.articles).year, now.year - 1)
        self.assertLessEqual(max(article.publish_at for article in self.articles), now)
        self.assertGreater(sum(age <= 30 for age in ages), len(ages) // 5)
        self.assertFalse(Comment.objects.filter(created_at__gt=now).exists())

    def test_they_are_of_many_lengths_and_most_have_no_picture(self) -> None:
        lengths = sorted(len(html.to_text(article.body)) for article in self.articles)
        self.assertLess(lengths[len(lengths) // 10], 150)
        self.assertGreater(lengths[-len(lengths) // 10], 700)
        pictures = sum(article.cover is not None for article in self.articles)
        self.assertTrue(12 <= pictures <= len(self.articles) // 3, pictures)
        self.assertGreaterEqual(sum(article.is_interview for article in self.articles), 4)

    def test_one_has_every_field_filled(self) -> None:
        texts = ("lead", "body", "dateline", "original_title", "original_author", "original_url", "responsible_editor")
        full = [
            article
            for article in self.articles
            if all(getattr(article, name) for name in texts)
            and article.source
            and article.cover
            and article.tags.all()
            and {byline.role for byline in article.bylines.all()}
            == {"reporter", "correspondent", "photographer", "editor"}
            and article.corrections.exists()
            and article.comments.exists()
        ]
        self.assertTrue(full)

    def test_every_front_and_a_story_of_each_section_can_be_read(self) -> None:
        sections = [section.get_absolute_url() for section in Section.objects.all()]
        regions = [region.get_absolute_url() for region in Region.objects.all()]
        stories = {article.section_id: article.get_absolute_url() for article in self.articles}
        for path in ["/", "/most-read/", "/corrections/", *sections, *regions, *stories.values()]:
            self.assertEqual(self.client.get(path).status_code, 200, path)
