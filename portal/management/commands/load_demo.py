"""manage.py load_demo: a site full of sample stories, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from classifieds.models import Listing
from portal import demo
from portal.management import demo_editor


class Command(BaseCommand):
    help = "装入示例内容：地区、栏目、新闻、留言和一位演示编辑。再次运行什么都不改。"

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        try:
            number = demo.load()
        except demo.DemoError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.report(number)

    def report(self, number: int) -> None:
        if number:
            numbers = {"stories": number, "listings": Listing.objects.count()}
            self.stdout.write(_("已装入%(stories)d篇示例新闻、%(listings)d条示例便民信息。") % numbers)
        else:
            self.stdout.write(_("示例内容已经在了，什么都没有改。"))
        if login := demo_editor.login():
            self.stdout.write(_("演示编辑：%(name)s 密码：%(password)s") % {"name": login[0], "password": login[1]})
