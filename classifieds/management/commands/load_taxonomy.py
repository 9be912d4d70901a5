"""Categories and attributes to begin with."""

from typing import Any

from django.core.management.base import BaseCommand

from classifieds import taxonomy


class Command(BaseCommand):
    help = "Add the categories and attributes of taxonomy.json that are missing; change nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{taxonomy.load()} added")
