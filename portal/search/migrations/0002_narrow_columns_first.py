"""The table anew, empty: `manage.py reindex` fills it. Narrow columns come first, and no index has the order of time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="Document"),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8, verbose_name="类型")),
                ("object_id", models.PositiveBigIntegerField()),
                ("published_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("region_id", models.PositiveBigIntegerField(null=True)),
                ("section_id", models.PositiveBigIntegerField(null=True)),
                ("source_id", models.PositiveBigIntegerField(null=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("tokens", models.TextField()),
            ],
            options={
                "verbose_name": "搜索条目",
                "verbose_name_plural": "搜索条目",
                "constraints": [models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_each")],
            },
        ),
    ]
