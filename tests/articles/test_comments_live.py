"""Comments on the running site: in a real browser, and from two processes at once."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import PHONE, Watch, axe
from tests.running_site import RunningSite

NEW_ARTICLE = """
from tests.factories import make_article
print(make_article(title="留言测试").pk)
"""
NEW_COMMENT = """
from articles.models import Article
from tests.factories import make_comment
make_comment(Article.objects.get(pk={article}))
"""
FORGET = "from articles.models import Article; Article.objects.filter(title='留言测试').delete()"
COMMENTS = """
import json
from articles.models import Comment
rows = Comment.objects.filter(article__title="留言测试").order_by("pk")
print(json.dumps(list(rows.values_list("text", "held_for", "parent__text"))))
"""
# Both processes send the same proofs in the same order, each with words of its own, from the same moment on.
SEND = """
import time
from django.test import Client
client = Client(REMOTE_ADDR="{address}", HTTP_HOST="127.0.0.1")
time.sleep(max(0, {moment} - time.time()))
codes = [
    client.post("/articles/{article}/comments/?part=form",
                {{"nickname": "网友", "text": "{who}" + str(number), "proof": proof}}).status_code
    for number, proof in enumerate({proofs})
]
print(*codes)
"""

in_the_page = pytest.mark.any_database("about the form in a browser; test_comments.py stores what it sends on both")


@pytest.fixture
def article(running_site: RunningSite) -> Iterator[int]:
    """An article of the running site, there for one test."""
    yield int(running_site.python(NEW_ARTICLE))
    running_site.python(FORGET)


def stored(site: RunningSite) -> list[list[str | None]]:
    """Text, reason to hold, and the text that is answered, of every comment on the article."""
    rows: list[list[str | None]] = json.loads(site.python(COMMENTS))
    return rows


@in_the_page
@pytest.mark.browser
def test_a_reader_writes_and_answers_without_leaving_the_article(
    page: Page, running_site: RunningSite, article: int
) -> None:
    page.goto(f"{running_site.url}/articles/{article}/")
    page.locator("comment-form").scroll_into_view_if_needed()
    page.get_by_label("说两句").fill("路灯再亮一点\n就好了 <b>")
    page.get_by_role("button", name="发表评论").click()
    notice = page.locator("comment-form .notice")
    expect(notice).to_contain_text("已发表")
    expect(notice).to_be_focused()
    page.reload()
    expect(page.locator(".comment__text")).to_have_text("路灯再亮一点就好了 <b>")
    page.get_by_role("link", name="回复").click()
    expect(page.get_by_label("说两句")).to_be_focused()
    page.get_by_label("说两句").fill("听您的")
    page.get_by_role("button", name="发表评论").click()
    expect(notice).to_contain_text("听您的")
    assert stored(running_site) == [["路灯再亮一点\n就好了 <b>", "", None], ["听您的", "", "路灯再亮一点\n就好了 <b>"]]
    assert page.url.endswith(f"/articles/{article}/")


@in_the_page
@pytest.mark.browser
def test_a_form_that_comes_late_does_not_undo_an_answer(page: Page, running_site: RunningSite, article: int) -> None:
    held: list[Route] = []
    page.route(re.compile(r"part=form$"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    running_site.python(NEW_COMMENT.format(article=article))
    page.goto(f"{running_site.url}/articles/{article}/")
    with page.expect_request(re.compile(r"part=form$")):
        page.locator("comment-form").scroll_into_view_if_needed()
    page.get_by_role("link", name="回复").click()
    expect(page.get_by_label("说两句")).to_be_focused()
    with page.expect_event("requestfinished"):
        held[0].continue_()
    page.wait_for_timeout(100)  # what should not happen has no sign to wait for
    expect(page.locator("comment-form input[name=parent]")).to_have_count(1)


@in_the_page
@pytest.mark.browser
def test_a_form_that_fails_keeps_the_text_and_says_why(
    watched: tuple[Page, Watch], running_site: RunningSite, article: int
) -> None:
    page = watched[0]
    page.goto(f"{running_site.url}/articles/{article}/comments/")
    page.get_by_label("说两句").fill("写了很久")
    expect(page.locator("counted-field")).to_contain_text("还可以写 496 字")
    page.get_by_label("称呼").fill("")
    page.get_by_role("button", name="发表评论").click()
    expect(page.get_by_role("alert")).to_contain_text("写一个称呼")
    expect(page.get_by_label("说两句")).to_have_value("写了很久")
    assert axe(page) == []
    page.get_by_label("称呼").fill("涟水网友")
    page.get_by_role("button", name="发表评论").click()
    expect(page.locator("comment-form .notice")).to_contain_text("已发表")
    assert [row[0] for row in stored(running_site)] == ["写了很久"]


@in_the_page
@pytest.mark.browser
def test_a_browser_that_cannot_work_asks_the_reader(page: Page, running_site: RunningSite, article: int) -> None:
    page.add_init_script("self.Worker = class { postMessage() { setTimeout(this.onerror) } terminate() {} }")
    page.goto(f"{running_site.url}/articles/{article}/comments/")
    page.get_by_label("说两句").fill("老手机也能说话")
    expect(page.locator("proof-of-work")).to_contain_text("这台设备不能自动校验，请回答：")
    _answer(page)
    page.get_by_role("button", name="发表评论").click()
    expect(page.locator("comment-form .notice")).to_contain_text("等待审核")
    assert stored(running_site) == [["老手机也能说话", "no_proof", None]]


@in_the_page
@pytest.mark.browser
def test_it_works_without_javascript(browser: Browser, running_site: RunningSite, article: int) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{running_site.url}/articles/{article}/")
    page.get_by_role("link", name="发表评论").click()
    page.get_by_label("说两句").fill("没有脚本也能说话")
    _answer(page)
    page.get_by_role("button", name="发表评论").click()
    expect(page.locator(".notice")).to_contain_text("等待审核")
    assert stored(running_site) == [["没有脚本也能说话", "no_proof", None]]
    context.close()


def _answer(page: Page) -> None:
    """Answer the question of the form, as a person would."""
    words = "零一二三四五六七八九"
    asked = page.locator("label[for=answer]").inner_text()
    page.locator("#answer").fill(str(words.index(asked[0]) + words.index(asked[2])))


def test_of_two_processes_with_the_same_proof_one_gets_in(running_site: RunningSite, article: int) -> None:
    number = 12
    proofs = running_site.python(
        "from django.conf import settings; settings.PROOF_BITS = 1\n"
        "from portal.lib.challenge import issue; from tests.proofs import solve\n"
        f"print([solve(issue('comment {article}').work) for i in range({number})])"
    )
    moment = time.time() + 8

    def send(who: str, address: str) -> list[str]:
        code = SEND.format(who=who, address=address, article=article, proofs=proofs, moment=moment)
        return running_site.python_apart(code).split()

    with ThreadPoolExecutor() as pool:
        codes = list(zip(*pool.map(send, ("甲", "乙"), ("203.0.113.1", "203.0.113.2")), strict=True))
    assert [sorted(pair) for pair in codes] == [["200", "422"]] * number
    assert len(stored(running_site)) == number
