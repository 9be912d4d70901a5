from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_answers_become_words")]

    operations = [
        migrations.RemoveField(model_name="notice", name="answer"),
        migrations.RemoveField(model_name="notice", name="answered_at"),
    ]
