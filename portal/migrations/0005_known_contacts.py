"""Moderators and administrators look after whose papers an editor has seen."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
NAMES = ("审核", "管理员")
ACTIONS = ("view", "add", "change", "delete")


def permissions(apps):
    return [permission(apps, "classifieds.knowncontact", action) for action in ACTIONS]


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.add(*permissions(apps))


def forbid(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_editors_of_feeds"), ("classifieds", "0014_identity")]

    operations = [migrations.RunPython(allow, forbid)]
