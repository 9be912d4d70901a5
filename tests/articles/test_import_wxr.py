"""WordPress exports: who wrote what, what was never public, where it was to be found."""

import datetime
from typing import Any
from xml.sax.saxutils import escape

from articles.models import Article, Comment
from portal.redirects.models import Redirect
from tests.articles.importing import ImportTestCase
from tests.samples import photo

HEAD = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>旧站</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url>
<wp:author><wp:author_login>lin</wp:author_login><wp:author_email>lin@old.example</wp:author_email>
<wp:author_display_name><![CDATA[林晓禾（示例）]]></wp:author_display_name></wp:author>"""
FOOT = "</channel></rss>"


def make_item(number: int = 7, **given: Any) -> str:
    """An item of an export; `inside` is put into it as it is."""
    fields = {
        "title": f"河堤第{number}段",
        "link": f"https://old.example/2011/01/hedi-{number}/",
        "dc:creator": "lin",
        "content:encoded": "柳树补种了。\n一共三百棵。\n\n下周浇水。",
        "wp:post_id": str(number),
        "wp:post_date": "2011-01-18 15:40:14",
        "wp:post_date_gmt": "2011-01-18 07:40:14",
        "wp:status": "publish",
        "wp:post_type": "post",
    }
    inside = given.pop("inside", "")
    fields |= {name.replace("__", ":"): value for name, value in given.items()}
    texts = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<item>{texts}{inside}</item>"


def make_comment(number: int, parent: int = 0, approved: str = "1", **given: str) -> str:
    fields = {
        "comment_id": str(number),
        "comment_author": f"网友{number}",
        "comment_author_email": "somebody@example.org",
        "comment_date_gmt": f"2011-01-19 0{number}:00:00",
        "comment_content": f"第{number}条<br />说得对",
        "comment_approved": approved,
        "comment_type": "",
        "comment_parent": str(parent),
        **given,
    }
    texts = "".join(f"<wp:{name}>{escape(value)}</wp:{name}>" for name, value in fields.items())
    return f"<wp:comment>{texts}</wp:comment>"


class WordPressTests(ImportTestCase):
    command = "import_wxr"

    def take(self, *items: str, doctype: str = "", foot: str = FOOT) -> int:
        return self.run_import(self.write(HEAD.format(doctype=doctype) + "".join(items) + foot, "old.xml"))

    def test_a_post_comes_with_author_date_category_tags_and_paragraphs(self) -> None:
        filed = (
            '<category domain="category" nicename="a"><![CDATA[生态]]></category>'
            '<category domain="category" nicename="b"><![CDATA[城建]]></category>'
            '<category domain="post_tag" nicename="c"><![CDATA[柳树]]></category>'
        )
        self.assertEqual(self.take(make_item(inside=filed)), 0, self.err)
        article = Article.objects.get()
        self.assertEqual(article.title, "河堤第7段")
        self.assertEqual(article.publish_at, datetime.datetime(2011, 1, 18, 7, 40, 14, tzinfo=datetime.UTC))
        self.assertEqual((article.section.name, {tag.name for tag in article.tags.all()}), ("生态", {"城建", "柳树"}))
        self.assertEqual(article.body, "<p>柳树补种了。<br>一共三百棵。</p>\n<p>下周浇水。</p>")
        self.assertContains(self.client.get(article.get_absolute_url()), "林晓禾（示例）")

    def test_two_blogs_of_one_site_may_number_their_posts_alike(self) -> None:
        for blog in ("/a", "/b"):
            self.take(f"<wp:base_blog_url>https://old.example{blog}</wp:base_blog_url>", make_item())
        keys = {"wp:old.example/a:7", "wp:old.example/b:7"}
        self.assertEqual(set(Article.objects.values_list("import_key", flat=True)), keys)

    def test_addresses_that_are_none_stop_nothing(self) -> None:
        odd = "<wp:base_site_url>https://[</wp:base_site_url><link>https://[</link>"
        self.assertEqual(
            self.take(odd, make_item(link="https://[", content__encoded='<a href="https://[">链接</a>')), 0
        )
        self.assertEqual(Article.objects.count(), 1)

    def test_a_second_run_adds_nothing(self) -> None:
        items = [make_item(inside=make_comment(1)), make_item(8)]
        for _ in range(2):
            self.take(*items)
        self.assertIn("导入0条，已有2条", self.out)
        self.assertEqual((Article.objects.count(), Comment.objects.count(), Redirect.objects.count()), (2, 1, 4))

    def test_what_was_not_public_is_a_draft_or_left_out(self) -> None:
        states = ("draft", "pending", "private", "trash", "auto-draft", "inherit")
        items = [make_item(number, wp__status=state) for number, state in enumerate(states, 20)]
        items += [make_item(30, wp__post_password="geheim"), make_item(31, wp__post_type="nav_menu_item")]
        self.take(*items)
        self.assertEqual(
            sorted(Article.objects.values_list("import_key", "workflow")),
            [
                ("wp:old.example:20", "draft"),
                ("wp:old.example:21", "draft"),
                ("wp:old.example:30", "draft"),
            ],
        )
        self.assertFalse(Article.objects.public().exists())
        self.assertIn(
            "nav_menu_item/publish 1、post/auto-draft 1、post/inherit 1、post/private 1、post/trash 1", self.out
        )

    def test_comments_keep_their_threads_and_only_approved_ones_come(self) -> None:
        comments = [
            make_comment(1),
            make_comment(3, parent=2),
            make_comment(2, parent=1),
            make_comment(4, approved="0"),
            make_comment(5, approved="spam"),
            make_comment(6, comment_type="pingback"),
        ]
        self.take(make_item(inside="".join(comments)))
        found = [(one.text, one.parent and one.parent.text) for one in Comment.objects.order_by("created_at")]
        first = "第1条\n说得对"
        self.assertEqual(found, [(first, None), ("第2条\n说得对", first), ("第3条\n说得对", first)])
        self.assertNotContains(self.client.get(Article.objects.get().get_absolute_url()), "somebody@example.org")

    def test_old_addresses_lead_to_the_article(self) -> None:
        self.take(make_item(), make_item(8, wp__post_type="page", link="https://old.example/?page_id=8"))
        post, page = Article.objects.order_by("pk")
        for old, article in (("/2011/01/hedi-7/", post), ("/?p=7", post), ("/?page_id=8", page)):
            self.assertRedirects(self.client.get(old), article.get_absolute_url(), 301)

    def test_the_featured_picture_comes_if_its_file_lies_beside(self) -> None:
        (self.folder / "uploads").mkdir()
        (self.folder / "uploads" / "he.jpg").write_bytes(photo())
        thumbnail = (
            "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
        )
        attachments = [
            make_item(
                number, title="河堤上的柳树", wp__post_type="attachment", wp__status="inherit", wp__attachment_url=url
            )
            for number, url in (
                (40, "https://old.example/wp-content/uploads/he.jpg"),
                (41, "https://x/../../etc/passwd"),
            )
        ]
        posts = [make_item(number - 30, inside=thumbnail.format(number)) for number in (40, 41)]
        self.assertEqual(self.take(*posts, *attachments), 0, self.err)
        covers = [article.cover and article.cover.alt for article in Article.objects.order_by("import_key")]
        self.assertEqual(covers, ["河堤上的柳树", None])
        self.assertIn("题图（文件不在旁边） 1", self.out)

    def test_scripts_blocks_and_shortcodes_leave_words_behind(self) -> None:
        content = (
            '<!-- wp:paragraph --><p>好<script>alert(1)</script>人[gallery ids="1,2"]</p><!-- /wp:paragraph -->'
            "<h1>一</h1><p onclick='x()'>[1] 注</p><img src='https://old.example/x.png'>"
        )
        self.take(make_item(content__encoded=content))
        self.assertEqual(Article.objects.get().body, "<p>好人</p><h2>一</h2><p>[1] 注</p>")

    def test_entities_and_other_files_are_not_read(self) -> None:
        secret = self.write("geheim", "secret.txt")
        doctype = (
            f'<!DOCTYPE rss [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "{"&a;" * 9}">]>'
        )
        self.take(make_item(inside="<excerpt:encoded>&e;&b;</excerpt:encoded>"), doctype=doctype)
        self.assertNotIn("geheim", "".join(Article.objects.values_list("lead", flat=True)))

    def test_a_damaged_file_gives_what_could_be_read(self) -> None:
        self.assertEqual(self.take(make_item(), make_item(8), "<item><title>半", foot=""), 1)
        self.assertEqual(Article.objects.count(), 2)
        self.assertIn("没有读全", self.err)

    def test_half_characters_stop_nothing(self) -> None:
        self.assertEqual(self.take("<item><title>a&#xD800;b</title></item>", make_item()), 0)
        self.assertEqual(Article.objects.count(), 1)

    def test_a_text_too_long_for_any_parser_is_told_not_dropped(self) -> None:
        self.assertEqual(self.take(make_item(), make_item(8, content__encoded="x" * 11_000_000)), 1)
        self.assertIn("没有读全", self.err)

    def test_what_is_no_export_is_said(self) -> None:
        for content in (
            "",
            "<html></html>",
            "<link>https://old.example</link>",
            "<rss><channel><item><title>a</title></item></channel></rss>",
            "\x00\xff",
        ):
            self.assertEqual(self.run_import(self.write(content, "old.xml")), 1)
            self.assertIn("WordPress", self.err, content)

    def test_what_was_never_dated_titled_or_signed_by_name_comes_all_the_same(self) -> None:
        undated: dict[str, Any] = {"wp__post_date": "0000-00-00 00:00:00", "wp__post_date_gmt": "0000-00-00 00:00:00"}
        self.take(make_item(title="", dc__creator="hermione@example.com", wp__status="draft", **undated))
        article = Article.objects.get()
        self.assertEqual(article.title, "柳树补种了。 一共三百棵。 下周浇水。")
        self.assertEqual([byline.person.name for byline in article.bylines.all()], ["hermione"])
