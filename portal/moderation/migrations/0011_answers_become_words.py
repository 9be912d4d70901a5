import datetime

from django.db import migrations
from django.db.models import F


def move_answers(apps, schema_editor):
    """What the desk answered becomes its words; what nobody answered gets a date."""
    notices = apps.get_model("moderation.Notice").objects
    statements = apps.get_model("moderation.Statement").objects
    notices.filter(answered_at=None).update(due_at=F("created_at") + datetime.timedelta(days=1))
    for notice in notices.exclude(answered_at=None):
        statements.create(notice=notice, side="desk", text=notice.answer, at=notice.answered_at)
        notices.filter(pk=notice.pk).update(state="acted", closed_at=notice.answered_at)


def move_back(apps, schema_editor):
    for words in apps.get_model("moderation.Statement").objects.filter(side="desk").order_by("at"):
        notices = apps.get_model("moderation.Notice").objects.filter(pk=words.notice_id)
        notices.update(answer=words.text, answered_at=words.at)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_notices_on_their_road")]

    operations = [migrations.RunPython(move_answers, move_back)]
