"""manage.py refresh_boards: after a town was put under another county. What changes at the desk the worker sorts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from classifieds import sorting
from classifieds.models import Attribute


class Command(BaseCommand):
    help = "重写所有便民信息的筛选标记。调整了地区的上下级之后运行；后台改的属性由 worker 自己整理。"

    def handle(self, *args: Any, **options: Any) -> None:
        for attribute in Attribute.objects.all():
            attribute.save()
        self.stdout.write(_("已重写%d条。") % sorting.sort())
