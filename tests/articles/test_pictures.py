"""Pictures of articles: their markup, and what becomes of their files."""

import contextlib

from django.core.files.storage import default_storage
from django.db import transaction
from django.test import TestCase

from articles.models import Article, Picture
from portal.lib import images
from tests.assertions import PageTestCase
from tests.factories import make_article, make_picture
from tests.samples import photo


def files_of(picture: Picture) -> list[str]:
    name = str(picture.file.name)
    return [name, *(images.rendition_name(name, width) for width in picture.widths)]


class MarkupTests(TestCase):
    def setUp(self) -> None:
        self.picture = make_picture(photo(1400, 700), alt="早市", credit="示例摄", focus_x=0.2, focus_y=0.9)
        self.article = make_article(cover=self.picture)
        self.page = self.client.get(self.article.get_absolute_url())

    def test_the_browser_chooses_among_widths_and_knows_the_size_before(self) -> None:
        stem = self.picture.file.url.removesuffix(".webp")
        self.assertContains(self.page, f'src="{stem}-960.webp"')
        self.assertContains(self.page, f"{stem}-320.webp 320w, {stem}-640.webp 640w")
        self.assertContains(self.page, f'{stem}.webp 1400w"')
        self.assertContains(self.page, 'width="1400" height="700" alt="早市"')
        self.assertContains(self.page, "示例摄")

    def test_every_address_in_the_markup_answers_with_webp(self) -> None:
        for name in files_of(self.picture):
            response = self.client.get(default_storage.url(name))
            self.assertEqual((response.status_code, response["Content-Type"]), (200, "image/webp"))
            self.assertEqual(response["X-Content-Type-Options"], "nosniff")

    def test_the_focus_is_a_class_since_styles_may_not_stand_in_the_page(self) -> None:
        self.assertContains(self.page, "focus-x-2 focus-y-9")
        self.assertNotContains(self.page, "style=")

    def test_a_small_picture_has_itself_only(self) -> None:
        picture = make_picture(photo(200, 100))
        self.assertEqual((picture.src, picture.srcset), (picture.file.url, f"{picture.file.url} 200w"))


class FileTests(TestCase):
    def test_deleting_the_picture_removes_its_files_and_leaves_the_article(self) -> None:
        picture = make_picture(photo(700, 500))
        article = make_article(cover=picture)
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertEqual([name for name in files_of(picture) if default_storage.exists(name)], [])
        self.assertIsNone(Article.objects.get(pk=article.pk).cover)

    def test_replacing_removes_the_old_files_only(self) -> None:
        picture = make_picture(photo(700, 500))
        old = files_of(picture)
        with self.captureOnCommitCallbacks(execute=True):
            picture.take(images.read_own(photo(400, 300))).save()
        self.assertEqual([name for name in old if default_storage.exists(name)], [])
        self.assertEqual([name for name in files_of(picture) if not default_storage.exists(name)], [])
        self.assertEqual((picture.width, picture.height, picture.widths), (400, 300, [320]))

    def test_files_that_another_picture_shows_stay(self) -> None:
        picture, same = make_picture(photo(700, 500)), make_picture(photo(700, 500))
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertTrue(default_storage.exists(str(same.file.name)))

    def test_files_that_a_body_shows_stay(self) -> None:
        picture = make_picture(photo(700, 500))
        make_article(body=f'<figure><img src="{picture.url(640)}" alt=""></figure>')
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertTrue(default_storage.exists(str(picture.file.name)))

    def test_the_files_stay_when_the_change_is_undone(self) -> None:
        picture = make_picture(photo(700, 500))
        with (
            self.captureOnCommitCallbacks(execute=True),
            contextlib.suppress(InterruptedError),
            transaction.atomic(),
        ):
            Picture.objects.get(pk=picture.pk).delete()
            raise InterruptedError
        self.assertTrue(default_storage.exists(str(picture.file.name)))


class PurgeTests(PageTestCase):
    def test_pages_with_the_picture_learn_of_a_change(self) -> None:
        picture = make_picture(alt="早市")
        path = make_article(cover=picture).get_absolute_url()
        self.assertIn('alt="早市"', self.ask(path).text)
        with self.captureOnCommitCallbacks(execute=True):
            picture.alt = "夜市"
            picture.save()
        self.assertIn('alt="夜市"', self.ask(path).text)
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertNotIn("夜市", self.ask(path).text)
