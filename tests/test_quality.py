"""Every kind of page on the running demo site: readable by all, well formed, light, and alone with the reader."""

import json
import os
import re
import subprocess
import urllib.error
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from playwright.sync_api import Page

from tests.browser import IN_CI, axe, overflow
from tests.pages import STATES, find_pages, kinds
from tests.running_site import RunningSite

VNU_JAR = os.environ.get("VNU_JAR", "")
# The design's reference phone and its courtesy, in each mode.
WIDTHS = (360, 1280)
MODES = ("light", "dark", "care-light", "care-dark")
KINDS = kinds()
HEAVIEST_ARTICLE = 60 * 1024
# That each page of the demo answers on PostgreSQL too is seen where its form is checked.
same_page = pytest.mark.any_database("the page is the same, and what a browser or a checker makes of it")


@pytest.fixture(scope="module")
def pages(running_site: RunningSite) -> dict[str, list[str]]:
    return find_pages(running_site)


@pytest.fixture(scope="module")
def sources(running_site: RunningSite, pages: dict[str, list[str]]) -> dict[str, str]:
    """The HTML of every page that is looked at; of those that are not there, the page that says so."""
    return {path: _html(running_site, path) for paths in pages.values() for path in paths}


def _html(site: RunningSite, path: str) -> str:
    try:
        return site.get(path)
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return error.read().decode()


def wear(page: Page, mode: str) -> None:
    """Put the page into a display mode, as the switch in its head does."""
    page.evaluate(
        "([care, theme]) => { const root = document.documentElement;"
        " root.toggleAttribute('data-care', care); root.dataset.theme = theme; }",
        ["care" in mode, "dark" if "dark" in mode else "light"],
    )


def look_at(page: Page) -> list[str]:
    """What is wrong with an open page, in every mode and width."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for mode in MODES:
            wear(page, mode)
            where = f"{urlsplit(page.url).path} {width} {mode}: "
            if pixels := overflow(page):
                wrong.append(f"{where}{pixels} pixels too wide")
            # Each mode once and each width twice: axe's rules see colours and roles, hardly ever both at once.
            if mode in {WIDTHS[0]: {"light", "care-dark"}, WIDTHS[1]: {"dark", "care-light"}}[width]:
                wrong += [where + line for line in axe(page)]
    return wrong


@same_page
@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_barrier_in_any_mode_and_fits_a_phone(
    kind: str, running_site: RunningSite, pages: dict[str, list[str]], inspected: Page
) -> None:
    assert pages.get(kind), f"no link leads to {kind}: list one in tests/pages.py"
    wrong = []
    for path in pages[kind]:
        answer = inspected.goto(running_site.url + path)
        assert answer
        assert answer.status == (404 if kind == "missing" else 200), path
        wrong += look_at(inspected)
    assert wrong == []


@same_page
@pytest.mark.browser
def test_no_page_complains_or_asks_anyone_else(
    running_site: RunningSite, pages: dict[str, list[str]], page: Page
) -> None:
    for paths in pages.values():
        for path in paths:
            page.goto(running_site.url + path)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")


@same_page
@pytest.mark.browser
@pytest.mark.parametrize("name", STATES)
def test_a_rare_state_has_no_barrier_either(name: str, running_site: RunningSite, inspected: Page) -> None:
    STATES[name](inspected, running_site)
    assert look_at(inspected) == []


def test_every_page_is_well_formed(sources: dict[str, str]) -> None:
    wrong = {}
    for path, html in sources.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        wrong[path] = [error for error in parser.errors if error[1] != "expected-doctype-but-got-chars"]
    assert {path: errors for path, errors in wrong.items() if errors} == {}


@same_page
@pytest.mark.skipif(not VNU_JAR and not IN_CI, reason="VNU_JAR names no Nu HTML checker")
def test_the_nu_html_checker_finds_no_error(sources: dict[str, str], tmp_path: Path) -> None:
    paths = dict(enumerate(sources))
    for number, path in paths.items():
        (tmp_path / f"{number}.html").write_text(sources[path], encoding="utf-8")
    command = ["java", "-jar", VNU_JAR, "--format", "json", "--exit-zero-always", "--skip-non-html", str(tmp_path)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)
    assert [_place(message, paths) for message in report["messages"] if message["type"] != "info"] == []


def _place(message: dict[str, Any], paths: dict[int, str]) -> str:
    number = int(Path(urlsplit(message["url"]).path).stem)
    return f"{paths[number]}:{message.get('lastLine')} {message['message']} {message.get('extract', '')}"


def test_an_article_weighs_sixty_kilobytes_at_most(
    running_site: RunningSite, pages: dict[str, list[str]], sources: dict[str, str]
) -> None:
    for path in pages["articles:detail"]:
        html = sources[path]
        parts = re.findall(r'<(?:script[^>]* src|link rel="stylesheet" href)="([^"]+)"', html)
        weight = len(html.encode()) + sum(len(running_site.get(part).encode()) for part in parts)
        assert weight <= HEAVIEST_ARTICLE, f"{path}: {weight}"
