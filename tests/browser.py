"""A pytest plugin: pages in a real Chromium, which must neither complain nor ask anyone else.

Tests marked `browser` are left out, visibly, where there is no Chromium; in CI (`CI=true`) that is an error.
"""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# The phone that the design has in mind first.
PHONE: ViewportSize = {"width": 360, "height": 740}
LOCAL = {"127.0.0.1", "localhost"}
# How long a page may take on a machine that is busy with other tests, in milliseconds; Playwright's own is 5000.
PATIENCE = 60_000
IN_CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [] if CHROMIUM else [item for item in items if item.get_closest_marker("browser")]
    if left_out and IN_CI:
        raise pytest.UsageError("No Chromium found, and CI runs the browser tests.")
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_report_header() -> str:
    return f"browser: {CHROMIUM}" if CHROMIUM else "browser: no Chromium found, the browser tests are left out"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM:
        terminalreporter.write_line("The browser tests were left out: no Chromium; CHROMIUM may name one.", red=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session."""
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code of its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watch:
    """Listens to everything a context's pages do and keeps what should not have happened."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.route(lambda url: urlsplit(url).hostname not in LOCAL, self._refuse)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("dialog", self._dialog)

    def _refuse(self, route: Route) -> None:
        self.complaints.append(f"asks another host: {route.request.url}")
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also reports the status of a page that is meant to be missing; tests look at that themselves.
        is_status = "the server responded with a status of 4" in message.text
        if message.type in {"error", "warning"} and not is_status:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _dialog(self, dialog: object) -> None:
        self.complaints.append("opens a dialog")
        dialog.dismiss()  # type: ignore[attr-defined]


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """A page of its own on a phone, and what it complains of."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    watch = Watch(context)
    yield context.new_page(), watch
    context.close()


@pytest.fixture(scope="session")
def _window(browser: Browser) -> Iterator[Page]:
    """Opened once: a new one costs more than to look at most pages."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def inspected(_window: Page) -> Iterator[Page]:
    """A page for tools that put their own scripts and styles into it, which the site's policy would refuse."""
    yield _window
    _window.unroute_all()
    _window.context.clear_cookies()
    if _window.url.startswith("http"):
        _window.evaluate("localStorage.clear(); sessionStorage.clear()")
    _window.goto("about:blank")


@pytest.fixture
def page(watched: tuple[Page, Watch]) -> Iterator[Page]:
    """The same; the test fails at its end if there was any complaint."""
    yield watched[0]
    assert watched[1].complaints == []


# The desk changes colours slowly, and a change halfway is one that nobody chose. Where a colour is inherited the end of
# one change begins another, so this goes on until none is left.
SETTLE = """() => {
    let changing;
    const isChange = (animation) => animation instanceof CSSTransition;
    while ((changing = document.getAnimations().filter(isChange)).length) changing.forEach((one) => one.finish());
}"""


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page, a line for each place, once its colours are what they are going to be."""
    page.evaluate(SETTLE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} - {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))
