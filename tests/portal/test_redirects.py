"""Addresses of an earlier site."""

import tempfile
from io import StringIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from portal.moderation.takedown import withdraw
from portal.redirects import hits
from portal.redirects.models import Redirect
from tests.factories import make_article, make_editor


def lead(old: str, new: str) -> Redirect:
    redirect = Redirect(old=old, new=new)
    redirect.full_clean()
    redirect.save()
    return redirect


class RedirectTests(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(DATA_DIR=folder.name))

    def assert_leads(self, path: str, to: str) -> None:
        self.assertRedirects(self.client.get(path), to, status_code=301, fetch_redirect_response=False)

    def test_an_old_address_leads_to_its_page_however_it_is_spelled(self) -> None:
        lead("https://old.example/2011/01/早市/", "/about/")
        for path in ("/2011/01/早市/", "/2011/01/早市", "/2011/01/%E6%97%A9%E5%B8%82/"):
            self.assert_leads(path, "/about/")
        self.assertEqual(self.client.post("/2011/01/早市/").status_code, 404)

    def test_one_with_a_query_is_told_from_others(self) -> None:
        lead("/?p=12", "/about/")
        lead("/show.php?id=3&type=a", "/corrections/")
        self.assert_leads("/?p=12", "/about/")
        self.assert_leads("/show.php?type=a&id=3", "/corrections/")
        self.assertEqual(self.client.get("/?p=13").status_code, 200)
        self.assertEqual(self.client.get("/show.php?id=4&type=a").status_code, 404)

    def test_a_query_that_senders_append_does_not_matter(self) -> None:
        lead("/old", "/about/")
        self.assert_leads("/old?utm_source=wechat", "/about/")

    def test_the_dress_stays(self) -> None:
        lead("/old", "/about/")
        self.assert_leads("/hant/old", "/hant/about/")
        self.assert_leads("/en/old/", "/en/about/")

    def test_a_page_that_is_there_costs_no_look(self) -> None:
        lead("/about", "/corrections/")
        self.client.get("/about/")
        with self.assertNumQueries(0):
            self.assertEqual(self.client.get("/health/live").status_code, 200)
        self.assertEqual(self.client.get("/about/").status_code, 200)

    def test_what_was_withdrawn_says_so_at_its_new_address(self) -> None:
        article = make_article()
        lead("/old", article.get_absolute_url())
        withdraw(article, by=make_editor(), reason="privacy")
        answer = self.client.get("/old", follow=True)
        self.assertEqual((answer.redirect_chain[-1][0], answer.status_code), (article.get_absolute_url(), 410))

    def test_it_never_leads_to_another_site(self) -> None:
        for new in (
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "javascript:alert(1)",
            "about/",
            "/a b",
            "",
        ):
            with self.assertRaises(ValidationError, msg=new):
                lead("/old", new)

    def test_it_never_leads_back_and_always_in_one_step(self) -> None:
        lead("/a", "/b")
        lead("/b/", "/c")
        self.assertEqual(Redirect.objects.get(old="/a").new, "/c")
        lead("/z", "/a")
        self.assertEqual(Redirect.objects.get(old="/z").new, "/c")
        for old, new in (("/c", "/a"), ("/x", "/x/"), ("/", "/about/")):
            with self.assertRaises(ValidationError, msg=old):
                lead(old, new)

    def test_the_worker_adds_up_how_often_each_was_used(self) -> None:
        one, other = lead("/one", "/about/"), lead("/other", "/about/")
        for path in ("/one", "/one/", "/en/one", "/other"):
            self.client.get(path)
        self.assertEqual((hits.fold(), hits.fold()), (4, 0))
        one.refresh_from_db()
        other.refresh_from_db()
        self.assertEqual((one.hits, other.hits), (3, 1))

    def test_adding_up_goes_on_where_it_was_broken_off(self) -> None:
        redirect = lead("/one", "/about/")
        self.client.get("/one")
        (Path(self.settings_folder) / "redirect-hits").rename(Path(self.settings_folder) / "redirect-hits.folding")
        self.client.get("/one")
        self.assertEqual((hits.fold(), hits.fold()), (1, 1))
        redirect.refresh_from_db()
        self.assertEqual(redirect.hits, 2)

    @property
    def settings_folder(self) -> str:
        from django.conf import settings

        return str(settings.DATA_DIR)


class ImportTests(TestCase):
    def run_on(self, text: str) -> tuple[str, str, str]:
        """What it prints, what it complains of, how it ends."""
        out, complaints = StringIO(), StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "old.csv")
            path.write_text(text, encoding="utf-8")
            try:
                call_command("import_redirects", str(path), stdout=out, stderr=complaints)
            except CommandError as error:
                return out.getvalue(), complaints.getvalue(), str(error)
        return out.getvalue(), complaints.getvalue(), ""

    def test_a_second_run_adds_nothing(self) -> None:
        text = "\ufeffold,new\nhttp://old.example/a,/about/\n/?p=3,/corrections/\n\n"
        self.assertIn("导入2条", self.run_on(text)[0])
        self.assertIn("导入0条，已有2条", self.run_on(text)[0])

    def test_what_is_wrong_is_told_by_line_and_the_rest_is_taken(self) -> None:
        out, complaints, end = self.run_on("/a,/about/\n/b,https://example.org/\n/c\n/d,/corrections/\n")
        self.assertIn("导入2条，已有0条，有错2行。", out)
        self.assertIn("第2行：只能是本站的地址", complaints)
        self.assertIn("第3行：应有两列", complaints)
        self.assertIn("有2行没有导入", end)
