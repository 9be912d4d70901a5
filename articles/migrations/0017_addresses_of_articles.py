"""Articles that cited a page before its address had one spelling are known by it, too."""

from django.db import migrations

from portal.lib.addresses import canonical

BATCH = 1000


def forwards(apps, schema_editor):
    article = apps.get_model("articles", "Article")
    batch = []
    for row in article.objects.exclude(original_url="").only("original_url").iterator(BATCH):
        row.address = canonical(row.original_url)[:600]
        batch.append(row)
        if len(batch) == BATCH:
            article.objects.bulk_update(batch, ["address"])
            batch = []
    article.objects.bulk_update(batch, ["address"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_from_entry_to_article")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
