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

    def test_what_an_old_site_wrote_in_gbk_is_told_from_others(self) -> None:
        lead("/%D4%E7%CA%D0/", "/about/")
        lead("/list.asp?k=%D4%E7%CA%D0", "/corrections/")
        self.assert_leads("/%D4%E7%CA%D0/", "/about/")
        self.assert_leads("/list.asp?k=%D4%E7%CA%D0", "/corrections/")
        for other in ("/%CA%D0%D4%E7/", "/list.asp?k=%CA%D0%D4%E7"):
            self.assertEqual(self.client.get(other).status_code, 404)

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
    def run_on(self, text: str, encoding: str = "utf-8") -> tuple[str, str, str]:
        """What it prints, what it complains of, how it ends."""
        out, complaints = StringIO(), StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "old.csv")
            path.write_text(text, encoding=encoding)
            try:
                call_command("import_redirects", str(path), stdout=out, stderr=complaints)
            except CommandError as error:
                return out.getvalue(), complaints.getvalue(), str(error)
        return out.getvalue(), complaints.getvalue(), ""

    def test_a_second_run_adds_nothing(self) -> None:
        text = "\ufeffold,new\nhttp://old.example/a,/about/\n/?p=3,/corrections/\n\n"
        self.assertIn("导入2条", self.run_on(text)[0])
        self.assertIn("导入0条，已有2条", self.run_on(text)[0])

    def test_files_of_spreadsheets_are_read_in_their_own_encoding(self) -> None:
        for number, encoding in enumerate(("utf-8-sig", "gb18030", "utf-16")):
            out, *_ = self.run_on(f'旧地址,新地址\r\n"/早市,{number}/",/about/,,\r\n', encoding)
            self.assertIn("导入1条", out, encoding)
            self.assertTrue(Redirect.objects.filter(old=f"/早市,{number}").exists(), encoding)

    def test_odd_addresses_are_told_and_stop_nothing(self) -> None:
        odd = ("https://[", "/a%00b", "/?q=" + "长" * 200, "/" + "x" * 600, "/", "//", "", "/about2,/about2")
        text = "".join(f"{one},/about/\n" if "," not in one else f"{one}\n" for one in odd) + "/last,/about/\n"
        out, complaints, _end = self.run_on(text)
        self.assertIn(f"导入1条，已有0条，有错{len(odd)}行。", out)
        self.assertEqual(complaints.count("第"), len(odd))

    def test_what_is_wrong_is_told_by_line_and_the_rest_is_taken(self) -> None:
        out, complaints, end = self.run_on("/a,/about/\n/b,https://example.org/\n/c\n/d,/corrections/\n")
        self.assertIn("导入2条，已有0条，有错2行。", out)
        self.assertIn("第2行：只能是本站的地址", complaints)
        self.assertIn("第3行：应有两列", complaints)
        self.assertIn("有2行没有导入", end)
