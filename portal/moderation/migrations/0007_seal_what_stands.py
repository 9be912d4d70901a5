from django.db import migrations

from portal.moderation import chain


def seal_all(apps, schema_editor):
    """Make a chain of the decisions that were written down before there was one."""
    before, number = chain.FIRST, 0
    for decision in apps.get_model("moderation.Decision").objects.order_by("pk").iterator():
        number += 1
        chain.link(decision, before, number)
        decision.save()
        before = decision.seal
    apps.get_model("moderation.LogHead").objects.update_or_create(pk=1, defaults={"number": number, "seal": before})


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_chained_log")]

    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
