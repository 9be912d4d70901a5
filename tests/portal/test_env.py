"""The readers of the environment: sense is read, nonsense stops the start with a sentence that names it."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from portal.lib import env


class EnvTests(SimpleTestCase):
    def read(self, reader: Any, value: str | None, default: Any, **bounds: int) -> Any:
        with patch.dict(os.environ, {} if value is None else {"NAME": value}):
            return reader("NAME", default, **bounds)

    def assert_refused(self, reader: Any, value: str, default: Any, **bounds: int) -> None:
        with self.subTest(value), self.assertRaisesRegex(ImproperlyConfigured, r"^NAME=.*: .*\.$"):
            self.read(reader, value, default, **bounds)

    def test_what_is_not_set_or_empty_is_the_default(self) -> None:
        for value in (None, "", "  "):
            self.assertEqual(self.read(env.text, value, "a"), "a")
            self.assertIs(self.read(env.flag, value, True), True)
            self.assertEqual(self.read(env.number, value, 7), 7)
            self.assertEqual(self.read(env.words, value, ["a", "b"]), ["a", "b"])
            self.assertEqual(self.read(env.host, value, "127.0.0.1"), "127.0.0.1")
            self.assertEqual(self.read(env.origin, value, "http://a"), "http://a")

    def test_a_flag_is_yes_or_no(self) -> None:
        for value in ("1", "true", "YES", "on"):
            self.assertIs(self.read(env.flag, value, False), True)
        for value in ("0", "False", "no", "off"):
            self.assertIs(self.read(env.flag, value, True), False)
        for value in ("ja", "2", "truee", "是"):
            self.assert_refused(env.flag, value, False)

    def test_a_number_is_whole_and_within_its_bounds(self) -> None:
        self.assertEqual(self.read(env.number, "65535", 1, least=1, most=65535), 65535)
        for value in ("0", "65536", "-1", "1.5", "1e3", "abc", "１２", "1 2", "9" * 30):
            self.assert_refused(env.number, value, 1, least=1, most=65535)

    def test_one_of_a_few_words(self) -> None:
        with patch.dict(os.environ, {"NAME": "b"}):
            self.assertEqual(env.one_of("NAME", "a", ["a", "b"]), "b")
            with self.assertRaisesRegex(ImproperlyConfigured, r"^NAME='b': write one of a, c\.$"):
                env.one_of("NAME", "a", ["a", "c"])

    def test_words_are_parted_by_commas(self) -> None:
        self.assertEqual(self.read(env.words, " a, b ,,c ", []), ["a", "b", "c"])

    def test_limits_change_only_what_they_name(self) -> None:
        default = {"comments:create": (30, 600), "classifieds:reveal-day": (20, 3600)}
        self.assertEqual(self.read(env.limits, None, default), default)
        for name, number in (("comments:create", 5), ("classifieds:reveal-day", 60)):
            changed = {**default, name: (number, 60)}
            self.assertEqual(self.read(env.limits, f"{name}={number}/60", default), changed)
        for value in ("comments:create", "comments:create=5", "comments:create=-5/60", "other=1/1", "a=1/1/1"):
            self.assert_refused(env.limits, value, default)

    def test_a_host_is_a_name_or_an_address(self) -> None:
        for value, read in {"0.0.0.0": "0.0.0.0", "::": "[::]", "[::1]": "[::1]", "news.local": "news.local"}.items():
            self.assertEqual(self.read(env.host, value, ""), read)
        for value in ("http://a", "a:80", "a/b", "a b", "-a", "1::2::3", "[", "淮安"):
            self.assert_refused(env.host, value, "127.0.0.1")

    def test_an_origin_is_an_address_without_a_path(self) -> None:
        for value in (
            "https://news.example.org",
            "http://127.0.0.1:8000/",
            "http://[::1]:8000",
            "HTTPS://News.Example",
        ):
            self.assertEqual(self.read(env.origin, value, ""), value.rstrip("/").lower())
        for value in (
            "news.example.org",
            "ftp://a.example",
            "https://",
            "https://a.example/news",
            "https://a.example?x=1",
            "https://a.example#x",
            "https://user:word@a.example",
            "https://@a.example",
            "https://a.example:port",
            "https://a b.example",
            "http://[::1",
        ):
            self.assert_refused(env.origin, value, "http://a")

    def test_a_folder_is_made(self) -> None:
        with TemporaryDirectory() as name:
            path = Path(name).resolve() / "new" / "folder"
            self.assertEqual(self.read(env.folder, str(path), Path()), path)
            self.assertTrue(path.is_dir())
            (path / "file").touch()
            self.assert_refused(env.folder, str(path / "file"), Path())
