"""The pictures of what was taken down: gone from the folder that a web server hands out, and back when they may."""

from pathlib import Path

from django.conf import settings
from django.test import TestCase

from articles.models import Article, Interviewee, Picture
from portal.lib import images
from portal.moderation.takedown import hold, restore, withdraw
from tests.factories import make_article, make_editor, make_picture
from tests.samples import photo


class RemovedPictureTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_editor()
        self.picture = make_picture(photo(1400, 900), alt="渡口")
        self.article = make_article(cover=self.picture)

    def names(self, picture: Picture | None = None) -> list[str]:
        picture = picture or self.picture
        return images.names(str(picture.file.name), picture.widths)

    def assert_public(self, is_public: bool, picture: Picture | None = None) -> None:
        """Every rendition is, or is not, in the folder, and at its address."""
        for name in self.names(picture):
            self.assertEqual(Path(settings.MEDIA_ROOT, name).exists(), is_public, name)
            self.assertEqual(self.client.get(f"/media/{name}").status_code, 200 if is_public else 404, name)

    def withdraw(self, article: Article) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=self.editor, reason="肖像")

    def restore(self, article: Article) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            restore(article, by=self.editor, reason="误会")

    def test_every_rendition_leaves_with_the_article_and_comes_back_with_it(self) -> None:
        self.assertGreater(len(self.names()), 2)
        self.assert_public(True)
        self.withdraw(self.article)
        self.assert_public(False)
        self.restore(self.article)
        self.assert_public(True)

    def test_a_picture_that_another_article_shows_stays_until_that_one_goes_too(self) -> None:
        other = make_article(cover=self.picture)
        self.withdraw(self.article)
        self.assert_public(True)
        self.withdraw(other)
        self.assert_public(False)
        self.restore(self.article)
        self.assert_public(True)

    def test_the_same_file_under_two_pictures_is_one_picture(self) -> None:
        make_article(cover=make_picture(photo(1400, 900)))
        self.withdraw(self.article)
        self.assert_public(True)

    def test_a_picture_in_the_text_and_a_portrait_leave_too(self) -> None:
        portrait, inside = make_picture(photo(700, 500)), make_picture(photo(660, 400))
        text = f'<p>甲</p><img alt="乙" src="{inside.src}">'
        article = make_article(body=text)
        Interviewee.objects.create(article=article, name="示例", portrait=portrait)
        self.withdraw(article)
        self.assert_public(False, portrait)
        self.assert_public(False, inside)

    def test_a_picture_that_stands_in_another_text_stays(self) -> None:
        make_article(body=f'<img src="{self.picture.src}" alt="甲">')
        self.withdraw(self.article)
        self.assert_public(True)

    def test_a_draft_does_not_keep_it_and_gets_it_when_it_is_signed_off(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            draft = make_article(cover=self.picture, workflow=Article.Workflow.DRAFT)
        self.withdraw(self.article)
        self.assert_public(False)
        with self.captureOnCommitCallbacks(execute=True):
            draft.approve(by=self.editor)
        self.assert_public(True)

    def test_what_is_held_shows_no_pictures(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            hold(self.article, by=None, reason="原文已删除")
        self.assert_public(False)
        self.restore(self.article)
        self.assert_public(True)

    def test_an_undone_decision_leaves_them_where_they_are(self) -> None:
        with self.captureOnCommitCallbacks(execute=False):
            withdraw(self.article, by=self.editor, reason="x")
        self.assert_public(True)
