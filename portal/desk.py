"""The editors' desk: Django's admin under the site's own name."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    site_header = _("邻闻编辑台")
    site_title = _("邻闻编辑台")
    index_title = _("今天的工作")
    enable_nav_sidebar = True
