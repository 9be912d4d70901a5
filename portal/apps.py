"""The desk: Django's admin with the site's own index."""

from django.apps import AppConfig
from django.contrib.admin import apps
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("邻闻")
    default = True


class DeskConfig(apps.AdminConfig):
    default_site = "portal.desk.Desk"
    default = False
