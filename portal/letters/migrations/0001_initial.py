import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Letters move down from the listings, with what waits to be sent."""

    initial = True
    dependencies = [("classifieds", "0009_boards_by_columns")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                        ),
                        ("to", models.EmailField(max_length=254)),
                        ("subject", models.CharField(max_length=120)),
                        ("body", models.TextField()),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                    ],
                    options={"db_table": "classifieds_letter"},
                )
            ]
        ),
        migrations.AlterModelTable("letter", None),
    ]
