"""The contact in a real browser: one tap, and the browser works for it by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.running_site import RunningSite


@pytest.mark.any_database("about the button in a browser; test_reaching.py answers it on both")
@pytest.mark.browser
def test_one_tap_shows_how_to_reach_the_poster(page: Page, inspected: Page, running_site: RunningSite) -> None:
    page.goto(f"{running_site.url}/classifieds/second-hand/")
    page.locator(".listing:not(.is-done) h3 a").first.click()
    page.get_by_role("button", name="查看联系方式").click()
    expect(page.locator("reveal-phone dl.facts")).to_be_visible()
    inspected.goto(page.url)
    inspected.route("**/proof-of-work*.js", lambda route: route.abort())
    inspected.reload()
    asked: list[str] = []
    inspected.on("request", lambda request: asked.append(request.url))
    inspected.get_by_role("button", name="查看联系方式").click()
    expect(inspected.get_by_label("等于几")).to_be_visible()
    assert axe(inspected) == []
    assert len([url for url in asked if url.endswith("/contact/")]) == 1
