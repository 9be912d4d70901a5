"""Posting in a real browser: photos go ahead of the form, and a page that was closed loses nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.running_site import RunningSite
from tests.samples import encoded, make_scene

PATH = "/classifieds/post/free/"
FORGET = "from classifieds.models import Listing; Listing.objects.filter(title='旧书一箱，自取').delete()"


@pytest.fixture
def site(running_site: RunningSite) -> Iterator[RunningSite]:
    """The running site; what a test posts there is gone after it."""
    yield running_site
    running_site.python(FORGET)


def files(*datas: bytes) -> list[FilePayload]:
    return [{"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data} for number, data in enumerate(datas)]


@pytest.mark.any_database("about what the browser keeps and sends; test_posting.py stores it on both")
@pytest.mark.browser
def test_photos_and_words_outlive_a_closed_page_and_are_published(page: Page, site: RunningSite) -> None:
    page.goto(site.url + PATH)
    page.set_input_files("#id_photos", files(encoded(make_scene(1)), encoded(make_scene(2)), b"no picture"))
    page.fill("#id_title", "旧书一箱，自取")
    chosen = page.locator("input[name=photo]")
    expect(chosen).to_have_count(2)
    expect(page.locator("photo-tray [role=alert]")).to_contain_text("不是能用的图片")
    page.goto(site.url)
    page.goto(site.url + PATH)
    expect(page.locator("#id_title")).to_have_value("旧书一箱，自取")
    expect(page.get_by_role("status").first).to_contain_text("上次没发完的内容还在")
    chosen.first.uncheck()
    for question in page.locator("form.gap-top fieldset:has(input[type=radio])").all():
        question.locator("input").first.check()
    page.fill("#id_phone", "13800138000")
    page.check("#id_consent")
    page.wait_for_timeout(4_000)  # what is sent sooner counts as a program's
    page.get_by_role("button", name="立即发布").click()
    page.get_by_role("button", name="存成图片").click()
    expect(page.locator("save-picture img")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("link", name="看我的信息").click()
    expect(page.locator(".gallery img")).to_have_count(1)
