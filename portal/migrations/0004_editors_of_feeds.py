"""Editors and administrators look after feeds."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
ALLOWED = {
    "编辑": ("add", "change", "view"),
    "管理员": ("add", "change", "delete", "view"),
}


def change(apps, verb):
    for name, actions in ALLOWED.items():
        permissions = [permission(apps, "articles.feed", action) for action in actions]
        for group in apps.get_model("auth.Group").objects.filter(name=name):
            getattr(group.permissions, verb)(*permissions)


def allow(apps, schema_editor):
    change(apps, "add")


def forbid(apps, schema_editor):
    change(apps, "remove")


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_notices_at_the_desk"), ("articles", "0009_feeds_and_entries")]

    operations = [migrations.RunPython(allow, forbid)]
