from typing import Any
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        from tests.factories import make_article, make_section

        for i in range(30):
            make_article(section=make_section(on_front=True), tags=["早市"], reporters=["甲"])
