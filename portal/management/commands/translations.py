from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.management.catalogue import Catalogue


class Command(BaseCommand):
    help = "Bring the English catalogue up to date with code and templates, and compile it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if it is not complete")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        catalogue = Catalogue("en")
        if not check:
            catalogue.update()
        complaints = sorted(catalogue.complaints())
        if complaints and check:
            raise CommandError("\n".join([*complaints, "Run `make messages`, then fill in locale/en."]))
        self.stdout.write("\n".join(complaints) or "The catalogue is complete.")
