from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from portal.lib import caching


class Command(BaseCommand):
    help = _("忘掉缓存的全部页面；模板改动之后用。")

    def handle(self, *args: Any, **options: Any) -> None:
        caching.clear()
