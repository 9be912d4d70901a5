"""The desk in a real browser: the editor of bodies works under the site's own policy and asks nobody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.browser import Watch, axe
from tests.factories import make_article, make_editor, make_picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.any_database("about what the browser sends; test_admin_articles.py stores it on both"),
]
ATTRIBUTE = re.compile(r'\w+="[^"]*"')
WHOLE = (
    "<p>第一段<strong>粗</strong><em>斜</em><u>线</u><s>删</s>H<sub>2</sub>O"
    '<a href="https://example.org/a" title="标题" rel="noopener nofollow">链接</a><br>换行</p>'
    "<h2>二级</h2><h3>三级</h3><h4>四级</h4><ul><li><p>一</p></li></ul>"
    '<ol start="3"><li><p>三</p></li></ol><blockquote><p>引</p></blockquote><hr>'
    '<figure><img src="%s" alt="图"><figcaption>说明</figcaption></figure>'
    '<table><tbody><tr><th colspan="2"><p>甲</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>'
    "<p>末段</p>"
)


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[tuple[Page, Watch]]:
    """A window of the desk with its editor signed in, and what it complains of."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url, locale="zh-CN")
    watch = Watch(context)
    page = context.new_page()
    make_editor()
    page.goto("/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "编辑台 2026")
    page.click("[type=submit]")
    page.wait_for_selector(".tasks")
    yield page, watch
    context.close()


@pytest.fixture
def desk(window: tuple[Page, Watch]) -> Iterator[Page]:
    """The same; the test fails at its end if there was any complaint."""
    yield window[0]
    assert window[1].complaints == []


def open_article(desk: Page, article: Article) -> None:
    desk.goto(f"/admin/articles/article/{article.pk}/change/")
    desk.wait_for_selector(".tiptap[contenteditable=true]")


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.click("[name=_continue]")
    desk.wait_for_selector(".messagelist .success")


def test_what_is_typed_and_made_bold_is_saved(desk: Page) -> None:
    article = make_article(body="")
    open_article(desk, article)
    desk.click(".tiptap")
    desk.keyboard.type("昨晚 ")
    desk.keyboard.press("Control+B")
    desk.keyboard.type("亮灯")
    desk.keyboard.press("Control+B")
    desk.keyboard.press("Enter")
    desk.keyboard.type("第二段")
    save(desk)
    article.refresh_from_db()
    assert article.body == "<p>昨晚 <strong>亮灯</strong></p><p>第二段</p>"


def test_everything_that_a_body_may_hold_survives_the_editor(desk: Page) -> None:
    body = WHOLE % make_picture().src
    article = make_article(body=body)
    open_article(desk, article)
    desk.click(".tiptap > p:last-child")
    desk.keyboard.press("End")
    desk.keyboard.type("，改过")
    save(desk)
    article.refresh_from_db()
    assert _attributes_sorted(article.body) == _attributes_sorted(body.replace("末段", "末段，改过"))


def _attributes_sorted(body: str) -> str:
    return re.sub(r"<(\w+) ([^>]+)>", lambda tag: f"<{tag[1]} {sorted(ATTRIBUTE.findall(tag[2]))}>", body)


def test_a_body_that_nobody_touched_is_not_rewritten(desk: Page) -> None:
    body = '<table><caption>题</caption><thead><tr><th scope="col">甲</th></tr></thead></table>'
    article = make_article(body=body)
    open_article(desk, article)
    desk.fill("#id_title", "新的标题")
    save(desk)
    article.refresh_from_db()
    assert (article.title, article.body) == ("新的标题", body)


def test_a_hostile_body_runs_nothing_in_the_editor(window: tuple[Page, Watch]) -> None:
    desk, watch = window
    article = make_article()
    # Past the sanitiser, as if it had once had a hole.
    hostile = '<p>好</p><img src="/static/img/mark.svg" onload="alert(1)"><script>alert(2)</script>'
    Article.objects.filter(pk=article.pk).update(body=hostile)
    open_article(desk, article)
    desk.click(".tiptap")
    desk.keyboard.type("看")
    desk.wait_for_selector(".tiptap:has-text('看')")
    # The editor tries it out of sight; the policy does not let it run.
    assert [line for line in watch.complaints if "inline event handler violates" not in line] == []


def test_a_source_is_found_by_typing(desk: Page) -> None:
    article = make_article(source=None)
    make_article()
    open_article(desk, article)
    desk.click(".field-source .select2-selection")
    desk.keyboard.type("晚报")
    desk.click(".select2-results__option:has-text('示例晚报')")
    save(desk)
    article.refresh_from_db()
    assert str(article.source) == "示例晚报"


def test_the_desk_is_accessible(window: tuple[Page, Watch]) -> None:
    desk = window[0]  # What axe itself puts into the page is no complaint.
    article = make_article(workflow=Article.Workflow.IN_REVIEW)
    for path in ("", "articles/article/", f"articles/article/{article.pk}/preview/"):
        desk.goto(f"/admin/{path}")
        assert axe(desk) == [], path
