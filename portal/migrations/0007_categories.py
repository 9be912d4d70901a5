"""Administrators look after the categories of listings and their attributes; moderators see them."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
ACTIONS = {"审核": ("view",), "管理员": ("view", "add", "change", "delete")}


def change(verb):
    def run(apps, schema_editor):
        for name, actions in ACTIONS.items():
            own = [permission(apps, f"classifieds.{model}", one) for model in ("category", "attribute") for one in actions]
            for group in apps.get_model("auth.Group").objects.filter(name=name):
                getattr(group.permissions, verb)(*own)

    return run


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_newsletter"), ("classifieds", "0015_unsorted")]

    operations = [migrations.RunPython(change("add"), change("remove"))]
