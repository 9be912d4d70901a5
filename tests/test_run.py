"""`make run`: one command to a populated site, stopped as quietly as it was started."""

import http.cookiejar
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.running_site import PATIENCE, RunningSite

same_processes = pytest.mark.any_database("about processes, ports and files; those that look at rows run on both")
OTHER_SIGNALS = [pytest.param(number, marks=same_processes) for number in (signal.SIGTERM, signal.SIGHUP)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site of this module's own, from nothing, that keeps its data from one test to the next; not started."""
    site = RunningSite(tmp_path_factory.mktemp("run"))
    yield site
    site.stop()


@pytest.fixture
def started(site: RunningSite) -> RunningSite:
    """The site, running: since an earlier test, unless that stopped it."""
    if not site.is_up():
        printed = site.start("--demo")
        assert site.is_up(), printed
    return site


def has_ended(process: psutil.Process) -> bool:
    """Also when nobody has asked for its exit code yet: that is for whoever adopted it, not for the site."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def all_end(processes: list[psutil.Process], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(map(has_ended, processes)):
        time.sleep(0.1)
    return all(map(has_ended, processes))


def login_on(printed: str) -> tuple[str, str]:
    found = re.search(r"用户名：(\S+) 密码：(\S+)", printed)
    assert found, printed
    return found[1], found[2]


def can_log_in(site: RunningSite, name: str, password: str) -> bool:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"{site.url}/admin/login/?next=/admin/"
    form = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    fields = {"username": name, "password": password, "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    answer = browser.open(address, urllib.parse.urlencode(fields).encode())
    return bool(urllib.parse.urlsplit(answer.url).path == "/admin/")


def test_it_prints_an_address_that_answers_with_stories(started: RunningSite) -> None:
    assert f"{started.url}/" in started.printed()
    assert re.search(r'href="/articles/\d+/"', started.get("/"))


def test_it_prints_a_login_that_opens_the_desk(started: RunningSite) -> None:
    assert can_log_in(started, *login_on(started.printed()))


@same_processes
def test_lures_are_known_from_the_first_day(started: RunningSite) -> None:
    code = "from portal.moderation.words import words_in; print([one.grade for one in words_in('兼职刷单', 'jobs')])"
    assert started.python(code) == "['block']"


def test_the_secrets_in_the_data_folder_are_for_the_owner_alone(started: RunningSite) -> None:
    for name in ("secret_key", "demo_password"):
        assert (started.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_second_run_keeps_what_was_written(started: RunningSite) -> None:
    first = login_on(started.printed())
    count = "from articles.models import Article; print(Article.objects.count())"
    before = started.python(f"from articles.models import Article; Article.objects.last().delete()\n{count}")
    started.stop()
    started.start("--demo")
    assert login_on(started.printed()) == first
    assert started.python(count) == before, "the demo was loaded into a site that has stories"


@pytest.mark.parametrize("number", [signal.SIGINT, *OTHER_SIGNALS])
def test_told_to_stop_it_ends_quietly_and_leaves_no_process(started: RunningSite, number: signal.Signals) -> None:
    family = started.family()
    assert len(family) >= 5, "serve, gunicorn with two workers, run_worker"
    assert started.stop(number) == 0
    assert all_end(family)
    assert "Traceback" not in started.printed()
    assert started.printed().endswith("网站已停止。\n")


@same_processes
@pytest.mark.parametrize("name", ["gunicorn", "run_worker"])
def test_when_one_program_dies_the_other_stops_and_the_exit_code_says_so(started: RunningSite, name: str) -> None:
    family = started.family()
    started.children()[name].kill()
    assert started.process
    assert started.process.wait(PATIENCE) == 1
    assert all_end(family)
    assert name in started.printed().splitlines()[-1]
    assert "Traceback" not in started.printed()


@same_processes
@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux tells a program that its parent was killed")
def test_killed_itself_it_takes_its_programs_along(started: RunningSite) -> None:
    family = started.family()
    started.stop(signal.SIGKILL)
    assert all_end(family)


@same_processes
def test_a_port_in_use_is_named_before_anything_is_done(started: RunningSite, tmp_path: Path) -> None:
    second = RunningSite(tmp_path / "second", PORT=str(started.port))
    printed = second.start()
    assert second.stop() == 1
    assert f"端口 {started.port} 已经有程序在用" in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "second" / "linwen.sqlite3").exists()


def test_two_copies_run_side_by_side(started: RunningSite, tmp_path: Path) -> None:
    other = RunningSite(tmp_path / "other", HOST="0.0.0.0")
    other.folder.mkdir()
    (other.folder / "static").symlink_to(started.folder / "static")  # compressing it again would prove nothing
    other.start()
    try:
        assert "/articles/" not in re.sub(r"<footer.*", "", other.get("/"), flags=re.DOTALL)
        assert "/articles/" in started.get("/")
        assert other.get("/", Host=f"192.0.2.7:{other.port}"), "listening on every address, it answers to any name"
        with pytest.raises(urllib.error.HTTPError, match="400"):
            started.get("/", Host=f"192.0.2.7:{started.port}")
    finally:
        other.stop()
