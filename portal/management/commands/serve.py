"""The whole site in one command: prepare what it needs, then run the web server and the worker until told to stop."""

import contextlib
import errno
import http.client
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from articles.models import Article
from classifieds import taxonomy
from classifieds.models import Category
from classifieds.screening import wordlist
from portal.lib import caching, staticfiles
from portal.management import demo_editor
from portal.management.processes import Processes
from portal.moderation.enforcing import enforce

MANAGE = str(settings.BASE_DIR / "manage.py")
GUNICORN = "--worker-class=gthread --workers=2 --threads=4 --graceful-timeout=8 --no-control-socket --log-level=warning"


class Command(BaseCommand):
    help = "Prepare database and static files, run the web server and the worker; Ctrl-C stops."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help=_("网站还空着的话，装入示例内容和一位演示编辑"))

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        host, port = settings.HOST.strip("[]"), settings.PORT
        check_port_is_free(host, port)
        processes = Processes()
        login = self.prepare(demo)
        if processes.stopping:
            return
        try:
            processes.start(
                "gunicorn", "-m", "gunicorn", *GUNICORN.split(), f"--bind={settings.HOST}:{port}", "portal.wsgi"
            )
            processes.start("run_worker", MANAGE, "run_worker")
            if answers(host, port, processes):
                self.welcome(login)
            ended = processes.wait()
        finally:
            processes.stop()
        if ended:
            code = processes.running[ended].returncode
            raise CommandError(_("%(name)s 自己退出了（代码 %(code)s），网站已停止。") % {"name": ended, "code": code})
        self.say(_("网站已停止。"))

    def prepare(self, demo: bool) -> tuple[str, str] | None:
        """Bring database, static files and cache up to date; the login of the demo editor, if the site has one."""
        self.say(_("正在准备数据库和静态文件……"))
        call_command("migrate", verbosity=0)
        staticfiles.collect()
        login = None
        if not Category.objects.exists():
            taxonomy.load()
        wordlist.load()
        if demo:
            if not Article.objects.exists():
                self.say(_("正在装入示例内容……"))
                call_command("load_demo", verbosity=0)
            login = demo_editor.login()
        for title in enforce():
            self.say(_("按撤下名单再次撤下：%s") % title)
        caching.clear()
        connections.close_all()
        return login

    def welcome(self, login: tuple[str, str] | None) -> None:
        self.say(_("网站已经可以打开：%s/") % settings.SITE_URL)
        if login:
            self.say(
                _("编辑台：%(url)s/admin/ 用户名：%(name)s 密码：%(password)s")
                % {"url": settings.SITE_URL, "name": login[0], "password": login[1]}
            )
        self.say(_("按 Ctrl-C 停止。"))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def check_port_is_free(host: str, port: int) -> None:
    """Stop with a sentence if we cannot listen there; gunicorn would try five times and print its log."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                _("端口 %(port)s 已经有程序在用。换一个端口，例如：PORT=%(other)s make run")
                % {"port": port, "other": port % 65535 + 1}
            ) from error
        raise CommandError(
            _("不能在 %(host)s:%(port)s 上监听：%(reason)s") % {"host": host, "port": port, "reason": error.strerror}
        ) from error


def answers(host: str, port: int, processes: Processes) -> bool:
    """Wait until the web server gives any answer; False if it ends before, or if we are told to stop."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - looked for, not bound to
    while not processes.stopping and not processes.ended():
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(there, port, timeout=5)
            connection.request("GET", "/health/live")
            connection.getresponse()
            return True
        time.sleep(0.1)
    return False
