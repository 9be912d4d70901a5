"""The settings as a whole, read in a process of their own."""

import subprocess
import sys
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

from tests.surroundings import ROOT, environment_names, own_environment

KEY = "a key of fifty letters and more, for this test alone, 1234567890"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in an environment that holds these settings and no others."""
    with TemporaryDirectory() as folder:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=own_environment(**{"LINWEN_DATA_DIR": folder, **environment}),
            capture_output=True,
            text=True,
            check=False,
        )


def setting(name: str, **environment: str) -> str:
    done = run("-c", f"from portal import settings; print(settings.{name})", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class SettingsTests(SimpleTestCase):
    def test_production_settings_pass_the_deployment_check(self) -> None:
        done = run(
            "manage.py",
            "check",
            "--deploy",
            "--fail-level",
            "WARNING",
            SITE_URL="https://news.example.org",
            SECRET_KEY=KEY,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no issues", done.stdout + done.stderr)

    def test_an_address_with_tls_keeps_cookies_to_tls(self) -> None:
        for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
            self.assertEqual(setting(name, SITE_URL="https://news.example.org"), "True", name)

    def test_errors_are_not_shown_to_readers_unless_asked_for(self) -> None:
        self.assertEqual(setting("DEBUG"), "False")

    def test_the_address_of_the_site_follows_from_where_it_listens(self) -> None:
        self.assertEqual(setting("SITE_URL"), "http://127.0.0.1:8000")
        self.assertEqual(setting("SITE_URL", PORT="8123"), "http://127.0.0.1:8123")
        self.assertEqual(setting("SITE_URL", HOST="192.168.1.5"), "http://192.168.1.5:8000")
        self.assertEqual(setting("SITE_URL", HOST="::1", PORT="81"), "http://[::1]:81")
        self.assertEqual(setting("SITE_URL", HOST="0.0.0.0"), "http://127.0.0.1:8000")
        self.assertEqual(setting("SITE_URL", PORT="8123", SITE_URL="https://a.example"), "https://a.example")

    def test_only_a_server_open_to_all_without_an_address_answers_to_any_name(self) -> None:
        self.assertEqual(setting("ALLOWED_HOSTS", HOST="0.0.0.0"), "['*']")
        for environment in ({}, {"HOST": "0.0.0.0", "SITE_URL": "http://a.example"}, {"SITE_URL": "http://[::1]:80"}):
            self.assertNotIn("*", setting("ALLOWED_HOSTS", **environment))
        self.assertIn("a.example", setting("ALLOWED_HOSTS", SITE_URL="https://a.example:444"))

    def test_nonsense_stops_the_start_with_a_sentence_that_names_it(self) -> None:
        databases = ("mysql://localhost/linwen", "linwen", "sqlite://", "postgres://", "postgres://a:b@c:port/d")
        for name, value in [
            *(("DATABASE_URL", url) for url in databases),
            ("PORT", "99999"),
            ("HOST", "a b"),
            ("DEBUG", "maybe"),
            ("SITE_URL", "news.example.org"),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
            ("SECRET_KEY", "short"),
            ("PAGE_CACHE_SECONDS", "ten"),
            ("LOG_LEVEL", "loud"),
        ]:
            with self.subTest(name, value=value):
                done = run("manage.py", "check", **{name: value})
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, rf"\A{name}\b.*\.\n\Z")

    def test_the_secret_key_is_made_once_and_kept(self) -> None:
        with TemporaryDirectory() as folder:
            first = setting("SECRET_KEY", LINWEN_DATA_DIR=folder)
            self.assertEqual(setting("SECRET_KEY", LINWEN_DATA_DIR=folder), first)
            self.assertGreaterEqual(len(first), 50)

    def test_the_readme_lists_every_name(self) -> None:
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        for name in sorted(environment_names()):
            self.assertIn(f"`{name}`", readme)
