from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.moderation import verifying
from portal.moderation.models import Decision


class Command(BaseCommand):
    help = "核对处理记录：有没有哪一条被改、被删、被挪动。有问题时以1结束。"

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        for sentence in verifying.findings():
            number += 1
            self.stdout.write(sentence)
        if number:
            raise CommandError(_("处理记录有%d处问题。") % number)
        self.stdout.write(_("处理记录完整，共%d条。") % Decision.objects.count())
