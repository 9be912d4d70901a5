"""The moderators' queue in a real browser: one key for each decision."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from classifieds.models import Listing
from tests.browser import PHONE, Watch, axe, overflow
from tests.classifieds.test_queue import QUEUE, doubtful
from tests.factories import make_editor, make_photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.any_database("about keys and colours; test_queue.py decides on both"),
]


@pytest.fixture
def queue(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The queue with three cases; the test fails at its end if the page complained of anything."""
    for score in (60, 50, 40):
        make_photo(doubtful(title=f"风险{score}", score=score))
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN", bypass_csp=True)
    watch = Watch(context)
    page = context.new_page()
    make_editor()
    page.goto(f"/admin/login/?next={QUEUE}")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "编辑台 2026")
    page.click("[type=submit]")
    page.wait_for_selector(".case[aria-current]")
    yield page
    context.close()
    assert watch.complaints == []


def test_keys_move_decide_and_undo(queue: Page) -> None:
    queue.keyboard.press("j")
    expect(queue.locator(".case[aria-current] h2")).to_have_text("风险50")
    with queue.expect_navigation():
        queue.keyboard.press("h")
    expect(queue.locator(".messagelist")).to_contain_text("“风险50”已隐藏")
    with queue.expect_navigation():
        queue.keyboard.press("a")
    expect(queue.locator(".messagelist")).to_contain_text("“风险60”已通过")
    with queue.expect_navigation():
        queue.keyboard.press("u")
    expect(queue.locator(".case h2")).to_have_text(["风险60", "风险40"])
    queue.locator("input[name=reason]").first.press("h")  # a letter of a reason is no decision
    assert Listing.objects.filter(held_at=None).count() == 2


def test_it_is_accessible_and_as_wide_as_a_phone(queue: Page) -> None:
    for scheme in ("light", "dark"):
        queue.emulate_media(color_scheme=scheme)
        assert axe(queue) == []
    assert overflow(queue) == 0
