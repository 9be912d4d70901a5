from typing import Any

from django.core.management.base import BaseCommand

from portal.lib import caching


class Command(BaseCommand):
    help = "Forget every cached page; for use after a change of templates."

    def handle(self, *args: Any, **options: Any) -> None:
        caching.clear()
