"""Pictures in texts of a WordPress export: ours from then on, or not there at all."""

import re
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from articles.importing.wordpress_pictures import Pictures
from articles.models import Article, Picture
from tests.articles.importing import ImportTestCase
from tests.articles.test_import_wxr import FOOT, HEAD, make_item
from tests.samples import encoded, make_scene, photo

UPLOADS = "https://old.example/wp-content/uploads/2011/01"


def make_attachment(number: int, name: str, parent: int = 7, **given: Any) -> str:
    url = f"{UPLOADS}/{name}"
    kind = {"wp__post_type": "attachment", "wp__status": "inherit", "wp__post_parent": str(parent)}
    alt = f"<wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>图{number}</wp:meta_value>"
    inside = f"<wp:postmeta>{alt}</wp:postmeta>"
    return make_item(number, title=f"IMG_{number}", wp__attachment_url=url, inside=inside, **kind, **given)


class PicturesInTextTests(ImportTestCase):
    command = "import_wxr"

    def setUp(self) -> None:
        super().setUp()
        self.uploads = self.folder / "wp-content" / "uploads" / "2011" / "01"
        self.uploads.mkdir(parents=True)
        (self.uploads / "he.jpg").write_bytes(photo(700, 400))

    def body_of(self, content: str, *others: str) -> str:
        items = make_item(content__encoded=content) + "".join(others)
        path = self.write(HEAD.format(doctype="") + items + FOOT, "old.xml")
        self.assertEqual(self.run_import(path), 0, self.err)
        return Article.objects.get().body

    def test_a_picture_with_a_caption_is_a_figure_of_ours(self) -> None:
        body = self.body_of(
            '先看这里。[caption id="attachment_9" align="alignnone" width="300"]'
            f'<a href="{UPLOADS}/he.jpg"><img class="size-medium wp-image-9" src="{UPLOADS}/he-300x171.jpg"'
            ' alt="河堤" width="300" height="171" /></a> 河堤上的<em>柳树</em>[/caption]再往下。',
            make_attachment(9, "he.jpg", excerpt__encoded="林晓禾 摄"),
        )
        picture = Picture.objects.get()
        self.assertEqual((picture.width, picture.alt, picture.credit), (700, "河堤", "林晓禾 摄"))
        self.assertEqual(
            body,
            f'<p>先看这里。</p>\n<figure><img src="{picture.src}" alt="河堤" width="700" height="400">'
            "<figcaption>河堤上的<em>柳树</em></figcaption></figure>\n<p>再往下。</p>",
        )
        self.assertTrue(default_storage.exists(picture.src.removeprefix("/media/")))
        page = self.client.get(Article.objects.get().get_absolute_url())
        self.assertContains(page, f'src="{picture.src}"')
        self.assertNotContains(page, "old.example")

    def test_blocks_lazy_pictures_and_other_hosts_are_found_by_their_path(self) -> None:
        shown = (
            f'<!-- wp:image {{"id":9}} --><figure class="wp-block-image"><img src="{UPLOADS}/he-1024x585.jpg"'
            ' alt="a > b" class="wp-image-9"/><figcaption>说明</figcaption></figure><!-- /wp:image -->',
            f"<p>字<img src='data:image/gif;base64,R0lGOD' data-src='{UPLOADS}/he.jpg'>字</p>",
            '<p><img src="https://i0.wp.com/old.example/wp-content/uploads/2011/01/he.jpg?resize=300%2C171" /></p>',
            f'<p><img src="/gone.jpg" srcset="{UPLOADS}/gone.jpg 300w, {UPLOADS}/he.jpg 700w" /></p>',
        )
        body = self.body_of("\n\n".join(shown))
        self.assertEqual(body.count(f'src="{Picture.objects.get().src}"'), len(shown))
        self.assertIn('alt="a &gt; b"', body)
        self.assertNotIn("没有带来", self.out)

    def test_a_gallery_is_its_pictures_in_their_order(self) -> None:
        (self.uploads / "qiao.jpg").write_bytes(encoded(make_scene(3)))
        attachments = [make_attachment(9, "he.jpg", excerpt__encoded="柳 <b>树</b>"), make_attachment(10, "qiao.jpg")]
        for content, expected in (
            ('[gallery ids="10,9"]', ["图10", "图9"]),
            ("前[gallery]后", ["图9", "图10"]),
            ('[gallery exclude="9"]', ["图10"]),
            ('[gallery ids="77"]', []),
        ):
            Article.objects.all().delete()
            body = self.body_of(content, *attachments, make_attachment(11, "he.jpg", parent=8))
            self.assertEqual(re.findall(r'<figure><img src="/media/[^>]* alt="([^"]*)"', body), expected)

    def test_what_does_not_lie_beside_is_left_out_and_told(self) -> None:
        body = self.body_of(f'<p>前<img src="{UPLOADS}/gone-300x200.jpg"><img src="https://ads.example/x.gif">后</p>')
        self.assertEqual(body, "<p>前后</p>")
        self.assertIn("正文里有2张图片没有带来", self.out)
        self.assertIn(f"河堤第7段：{UPLOADS}/gone-300x200.jpg", self.out)

    def test_a_file_that_is_no_picture_keeps_no_text_away(self) -> None:
        (self.uploads / "bad.jpg").write_bytes(b"GIF89a?")
        body = self.body_of(
            f'<p>前</p><figure><img src="{UPLOADS}/bad.jpg"></figure><p><img src="{UPLOADS}/he.jpg"></p>'
        )
        self.assertRegex(body, '^<p>前</p><p><img src="/media/pictures/[^<]*></p>$')
        self.assertIn("河堤第7段：bad.jpg（这个文件不是能用的图片", self.out)

    def test_a_second_run_stores_nothing_anew(self) -> None:
        for _ in range(2):
            self.body_of(f'<p><img src="{UPLOADS}/he.jpg"></p>')
        self.assertEqual(Picture.objects.count(), 1)

    def test_a_trial_stores_nothing(self) -> None:
        path = self.write(HEAD.format(doctype="") + make_item(content__encoded=f'<img src="{UPLOADS}/he.jpg">') + FOOT)
        self.assertEqual(self.run_import(path, "--dry-run"), 0, self.err)
        self.assertFalse(Picture.objects.exists())

    def test_names_that_no_disk_takes_and_places_outside_are_nobodys_file(self) -> None:
        outside = Path(self.folder, "..", "he.jpg").resolve()
        pictures = Pictures(self.folder)
        for address in (
            *("", "a%00.jpg", f"https://x/{'长' * 300}.jpg", "https://[", "//", "data:image/png;base64,AA", "."),
            *("https://x/wp-content/../../he.jpg", f"file://{outside}", "https://x/wp-content/uploads/%2e%2e/%2e%2e/x"),
        ):
            self.assertEqual(pictures.file(address), "", address)
