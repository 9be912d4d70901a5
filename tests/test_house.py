"""The rules of the house that a machine can check, on the files as they stand."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.test import SimpleTestCase

from tests.surroundings import ROOT

FOLDERS = ("portal", "articles", "classifieds", "templates", "static", "tests", "bench", "docs", ".ci")
SUFFIXES = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ""}
MOST_LINES = 300
# What a language calls itself is the same in all of them.
OWN_NAMES = re.compile("简体|繁體")
CHINESE = re.compile(r"[\u4e00-\u9fff，。：；？（）“”]+")
TRANSLATED = re.compile(r"(?:translate|trans)\b|.*_\(")


def files(*suffixes: str, below: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """The files of the project with these suffixes, but for this one, which names what it looks for."""
    for folder in below:
        for path in sorted((ROOT / folder).rglob("*")):
            if (
                path.is_file()
                and path.suffix in (suffixes or SUFFIXES)
                and path != Path(__file__)
                and "vendor" not in path.parts
            ):
                yield path


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


class HouseTestCase(SimpleTestCase):
    def assert_nowhere(self, pattern: str, paths: Iterator[Path], flags: int = 0) -> None:
        """The pattern stands in none of the files; a comment `house: reason` on the line excuses it."""
        found = [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
            for path in paths
            for number, line in enumerate(text(path).splitlines(), 1)
            if re.search(pattern, line, flags) and "house:" not in line
        ]
        self.assertEqual(found, [])


class FileTests(HouseTestCase):
    def test_no_file_is_longer_than_three_hundred_lines(self) -> None:
        for path in files(".py", ".html", ".css", ".js"):
            self.assertLessEqual(text(path).count("\n"), MOST_LINES, path.relative_to(ROOT))

    def test_no_module_has_a_name_that_fits_everything(self) -> None:
        for path in files(".py"):
            self.assertNotIn(path.stem, {"utils", "helpers", "services", "common", "misc", "signals"}, path)

    def test_no_path_leads_outside_the_project(self) -> None:
        self.assert_nowhere(r"(?<![\w.:/-])/(?:work|root|home|Users)/|\.\./shared", files())

    def test_nothing_is_left_undone(self) -> None:
        self.assert_nowhere(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError)\b|^(?:<{7}|>{7}) ", files())

    def test_migrations_have_names(self) -> None:
        for path in files(".py"):
            if path.parent.name == "migrations":
                self.assertNotRegex(path.stem, r"_auto_|^\d{4}_(?!initial)\w*\d{8}")


class PythonTests(HouseTestCase):
    def test_no_signal_between_our_own_models(self) -> None:
        self.assert_nowhere(r"\b(?:post|pre)_(?:save|delete)\b|@receiver", files(".py", below=FOLDERS[:3]))

    def test_views_leave_searching_to_search(self) -> None:
        for path in files(".py", below=FOLDERS[:3]):
            if path.stem == "views":
                self.assertNotIn("icontains", text(path), path)

    def test_only_the_caching_module_speaks_to_a_cache(self) -> None:
        self.assert_nowhere(r"django\.core\.cache", files(".py", below=FOLDERS[:3]))

    def test_only_settings_and_search_know_the_database(self) -> None:
        for path in files(".py", below=FOLDERS[:3]):
            place = path.relative_to(ROOT).as_posix()
            if place != "portal/settings.py" and not place.startswith("portal/search/") and "migrations" not in place:
                self.assertNotRegex(text(path), r"vendor ?[=!]=|\bRunSQL\b|\.raw\(", place)

    def test_no_exception_is_swallowed_without_a_word(self) -> None:
        self.assert_nowhere(r"except(?: Exception)?:(?!.*#)", files(".py"))


class TemplateTests(HouseTestCase):
    def test_chinese_stands_inside_translations(self) -> None:
        for path in files(".html"):
            if path.name == "500.html":  # shown when nothing works any more, so it translates nothing
                continue
            found = [
                token.contents
                for token in self.untranslated(text(path))
                if CHINESE.search(OWN_NAMES.sub("", token.contents))
            ]
            with self.subTest(path.relative_to(ROOT)):
                self.assertEqual(found, [])

    def untranslated(self, source: str) -> Iterator[Token]:
        inside = False
        for token in Lexer(source).tokenize():
            word = token.contents.split()[0] if token.contents.split() else ""
            if token.token_type == TokenType.BLOCK and word in {"blocktranslate", "comment"}:
                inside = True
            elif token.token_type == TokenType.BLOCK and word in {"endblocktranslate", "endcomment"}:
                inside = False
            elif not inside and token.token_type != TokenType.COMMENT and not TRANSLATED.match(token.contents):
                yield token

    def test_a_partial_says_what_it_takes_and_extends_nothing(self) -> None:
        for path in files(".html"):
            if path.name.startswith("_"):
                self.assertRegex(text(path).splitlines()[0], r"^\{# .+", path.relative_to(ROOT))
                self.assertNotIn("{% extends", text(path), path.relative_to(ROOT))

    def test_every_static_file_that_a_page_names_is_there(self) -> None:
        named = {name for path in files(".html") for name in re.findall(r"{% static \"([^\"{]+)\"", text(path))}
        self.assertEqual([name for name in sorted(named) if not (ROOT / "static" / name).is_file()], [])

    def test_no_page_holds_a_script_or_a_style_of_its_own(self) -> None:
        self.assert_nowhere(
            r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", files(".html", below=("templates",))
        )

    def test_safe_is_said_by_python_which_gives_its_reason(self) -> None:
        self.assert_nowhere(r"\|safe\b|autoescape off", files(".html"))

    def test_no_page_asks_for_the_stored_text_of_an_article(self) -> None:
        """What is shown of it is what its source permits: `shown_body`, `shown_lead`, `shown_cover`."""
        paths = (path for path in files(".html") if path.parent.name != "classifieds")
        self.assert_nowhere(r"\b(?:article|one|item|story)\.(?:body|lead|cover)\b", paths)


class StyleTests(HouseTestCase):
    def test_layers_decide_and_nothing_is_important(self) -> None:
        self.assert_nowhere(r"!important", files(".css"))
        for path in files(".css", below=("static/css/components",)):
            self.assertIn("@layer components", text(path), path.name)

    def test_colours_are_tokens(self) -> None:
        paths = (path for path in files(".css", below=("static/css",)) if path.name != "tokens.css")
        self.assert_nowhere(r"#[0-9a-f]{3,8}\b|\brgb|\bhsl", paths)

    def test_every_component_is_imported_once(self) -> None:
        whole = text(ROOT / "static/css/site.css")
        for path in files(".css", below=("static/css/components",)):
            self.assertEqual(whole.count(f"components/{path.name}"), 1, path.name)

    def test_scripts_import_nothing_and_build_no_code(self) -> None:
        self.assert_nowhere(
            r"\bimport\b|\beval\(|new Function|innerHTML|document\.write", files(".js", below=("static/js",))
        )

    def test_scripts_and_styles_name_no_other_host(self) -> None:
        paths = (path for path in files(".css", ".js", below=("static",)))
        self.assert_nowhere(r"(?<!xmlns=.)(?:https?:)?//[a-z0-9-]+\.[a-z]", paths)


class TestTests(HouseTestCase):
    def test_no_test_is_skipped_for_good(self) -> None:
        self.assert_nowhere(r"pytest\.skip\(|@skip\b|xfail|@unittest\.skip", files(".py", below=("tests",)))

    def test_every_test_file_holds_a_test(self) -> None:
        for path in files(".py", below=("tests",)):
            if path.stem.startswith("test_"):
                names = {node.name for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.FunctionDef)}
                self.assertTrue(any(name.startswith("test_") for name in names), path.name)
