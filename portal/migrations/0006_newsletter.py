"""Administrators look after who gets the newsletter; editors see how many."""

from importlib import import_module

from django.db import migrations

permission = import_module("portal.migrations.0001_staff_groups").permission
ACTIONS = {"编辑": ("view",), "管理员": ("view", "delete")}


def change(verb):
    def run(apps, schema_editor):
        for name, actions in ACTIONS.items():
            for group in apps.get_model("auth.Group").objects.filter(name=name):
                getattr(group.permissions, verb)(*(permission(apps, "newsletter.subscription", one) for one in actions))

    return run


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_known_contacts"), ("newsletter", "0001_subscriptions")]

    operations = [migrations.RunPython(change("add"), change("remove"))]
