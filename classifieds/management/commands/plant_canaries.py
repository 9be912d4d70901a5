"""Canaries against programs that gather phone numbers (classifieds/harvesting.py)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifieds import harvesting
from classifieds.forms import PHONE


class Command(BaseCommand):
    help = "Plant listings that only programs come upon, with a number of your own; again to renew them."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("phone", help="a number that you watch: who calls it has it from a harvester")

    def handle(self, *args: Any, phone: str, **options: Any) -> None:
        if not PHONE.fullmatch(phone):
            raise CommandError("Write a mobile, landline or 400 number, digits only.")
        planted = harvesting.plant(phone)
        if not planted:
            raise CommandError("There are no categories or no regions yet: start the site once.")
        self.stdout.write(f"{planted} canaries stand between the listings.")
