"""Out of one site and into another: nothing is lost, and nothing that was removed travels."""

import datetime
import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, Byline, Correction, Interviewee, Person, Picture
from classifieds import taxonomy
from classifieds.models import Category, Listing
from portal.moderation.takedown import hold, withdraw
from portal.redirects.models import Redirect
from portal.traffic import counting
from portal.traffic.models import Kind
from tests.articles.importing import ImportTestCase
from tests.factories import make_article, make_comment, make_editor, make_listing, make_picture, make_region
from tests.samples import photo


class RoundTripTests(ImportTestCase):
    def export(self, name: str, command: str = "export_articles", *options: str) -> bytes:
        folder = self.folder / name
        folder.mkdir()
        call_command(command, str(folder / "rows.jsonl"), *options, stdout=StringIO())
        return (folder / "rows.jsonl").read_bytes()

    def make_one_of_everything(self) -> Article:
        in_text = make_picture(photo(700, 400), alt="早市", credit="示例摄")
        article = make_article(
            title="里运河步道开放",
            lead="导读",
            body=f'<p>一段<img src="{in_text.url(320)}"></p><figure><img alt="早&gt;市" src="{in_text.src}"></figure>',
            dateline="示例日报讯",
            original_url="https://example.org/a",
            responsible_editor="周编",
            expires_at=timezone.now() + datetime.timedelta(days=9),
            tags=["早市", "AI"],
            reporters=["林晓禾", "陆川"],
            cover=make_picture(alt="步道", credit="示例图"),
        )
        person = Person.objects.create(name="孙渡")
        Byline.objects.create(article=article, person=person, role="editor", label="责编", position=5)
        Interviewee.objects.create(article=article, name="赵师傅", office="摆渡人", portrait=make_picture())
        Correction.objects.create(article=article, text="渡口在西岸。", at=timezone.now())
        comment = make_comment(article)
        make_comment(article, parent=comment, text="说得对")
        Redirect.lead([("/2011/01/a", article.get_plain_url()), ("/?p=7", article.get_plain_url())])
        counting.bring(Kind.ARTICLE, {article.pk: 1942})
        return article

    def test_an_article_with_all_that_hangs_on_it_comes_back_byte_for_byte(self) -> None:
        self.make_one_of_everything()
        make_article(workflow="draft", source=None)
        first = self.export("first")
        Article.objects.all().delete()
        Redirect.objects.all().delete()
        self.assertEqual(self.run_import(self.folder / "first" / "rows.jsonl"), 0, self.errors())
        self.assertEqual(self.export("second"), first)
        self.assertEqual(len(list(Path(self.folder, "second", "pictures").iterdir())), 3)
        row = json.loads(first.splitlines()[0])
        self.assertEqual((row["views"], row["old_addresses"]), (1942, ["/2011/01/a", "/?p=7"]))
        self.assertNotIn("/media/", row["body_html"])
        self.assertEqual(Picture.objects.filter(credit="示例摄").count(), 2, "the picture in the text was not taken")

    def test_what_no_import_takes_as_it_is_comes_back_as_it_left(self) -> None:
        odd = make_article(
            title=" cafe\u0301\u2028車 ", lead="一\r\n二\x0b", body="<p>e\u0301\x0b</p>", reporters=["王\t五"]
        )
        make_comment(odd, text="甲\x0b\r\n乙", nickname="x\u3000y")
        Redirect.lead((f"/old/{number}", odd.get_plain_url()) for number in range(60))
        first = self.export("first")
        Article.objects.all().delete()
        Redirect.objects.all().delete()
        self.assertEqual(self.run_import(self.folder / "first" / "rows.jsonl"), 0, self.errors())
        self.assertEqual(self.export("second"), first)

    def errors(self) -> str:
        return getattr(self, "err", "")

    def test_what_was_withdrawn_or_is_held_stays_behind(self) -> None:
        gone, held, comment = make_article(), make_article(), make_comment(make_article())
        withdraw(gone, by=make_editor(), reason="privacy")
        hold(held, by=make_editor(), reason="看看")
        comment.__class__.objects.filter(pk=comment.pk).update(removed_at=timezone.now())
        rows = [json.loads(line) for line in self.export("first").splitlines()]
        self.assertEqual([(row["title"], row.get("comments")) for row in rows], [(comment.article.title, None)])

    def test_listings_come_back_byte_for_byte_with_contacts_only_if_asked_for(self) -> None:
        taxonomy.load()
        make_region("lianshui")
        values = {"way": "whole", "rooms": 2, "area": 76, "rent": 1500, "who": "owner", "lift": True}
        make_listing(category=Category.objects.get(slug="rent"), values=values, phone="13812345678")
        self.assertNotIn(b"13812345678", self.export("without", "export_listings"))
        first = self.export("first", "export_listings", "--with-contacts")
        self.assertEqual((self.folder / "first" / "rows.jsonl").stat().st_mode & 0o077, 0)
        Listing.objects.all().delete()
        call_command("import_listings", str(self.folder / "first" / "rows.jsonl"), stdout=StringIO())
        self.assertEqual(self.export("second", "export_listings", "--with-contacts"), first)
