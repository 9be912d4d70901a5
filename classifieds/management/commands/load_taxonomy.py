"""Categories, attributes and listed words to begin with."""

from typing import Any

from django.core.management.base import BaseCommand

from classifieds import taxonomy
from classifieds.screening import wordlist


class Command(BaseCommand):
    help = "Add the categories, attributes and listed words that are missing; change nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{taxonomy.load() + wordlist.load()} added")
