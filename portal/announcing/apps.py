from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncingConfig(AppConfig):
    name = "portal.announcing"
    verbose_name = _("通知搜索引擎")
