"""What a page asks for besides itself."""

import tempfile
from pathlib import Path

from django.core.management import call_command
from django.templatetags.static import static
from django.test import SimpleTestCase, override_settings


class BundleTests(SimpleTestCase):
    def test_a_page_asks_for_one_style_sheet_and_for_no_comments(self) -> None:
        storage = {"BACKEND": "portal.lib.staticfiles.BundledStaticFilesStorage"}
        with (
            tempfile.TemporaryDirectory() as folder,
            override_settings(STATIC_ROOT=folder, STORAGES={"staticfiles": storage}, WHITENOISE_SKIP_COMPRESS=True),
        ):
            call_command("collectstatic", verbosity=0, interactive=False)
            sheet = (Path(folder) / static("css/site.css").removeprefix("/static/")).read_text(encoding="utf-8")
            script = (Path(folder) / static("js/view-count.js").removeprefix("/static/")).read_text(encoding="utf-8")
        self.assertNotIn("@import", sheet)
        self.assertTrue(script.startswith("customElements.define("), script[:80])
        for piece in ("@layer reset,tokens", ".comment__by{", ".masthead", "{box-sizing:border-box}"):
            self.assertIn(piece, sheet)
        self.assertLess(len(sheet.encode()), 26_000)
