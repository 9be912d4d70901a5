"""Who decides on notices sees the rulings, and the proofs that what was taken down is gone."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
NAMES = ("审核", "管理员")
SEEN = ("moderation.ruling", "moderation.certificate", "moderation.denial")


def permissions(apps):
    return [permission(apps, label, "view") for label in SEEN]


def allow(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.add(*permissions(apps))


def forbid(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=NAMES):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_moderators_of_listings"), ("moderation", "0010_notices_on_their_road")]

    operations = [migrations.RunPython(allow, forbid)]
