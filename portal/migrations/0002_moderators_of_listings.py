"""Moderators and administrators look after listings, and lift bans."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
NAMES = ("审核", "管理员")
ALLOWED = {"classifieds.listing": ("view", "moderate"), "classifieds.deniedcontact": ("view", "delete")}


def permissions(apps):
    return [permission(apps, label, action) for label, actions in ALLOWED.items() for action in actions]


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.add(*permissions(apps))


def forbid(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_staff_groups"), ("classifieds", "0004_screening")]

    operations = [migrations.RunPython(allow, forbid)]
