from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.moderation.enforcing import enforce


class Command(BaseCommand):
    help = "Withdraw again what the list of denials in the data folder says; run it after restoring a backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", dest="everything", help=_("逐条比对所有公开的内容"))

    def handle(self, *args: Any, everything: bool, **options: Any) -> None:
        titles = enforce(everything=everything)
        for title in titles:
            self.stdout.write(title)
        number = len(titles)
        self.stdout.write(ngettext("再次撤下%(n)s条。", "再次撤下%(n)s条。", number) % {"n": number})
