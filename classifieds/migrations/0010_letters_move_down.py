from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("classifieds", "0009_boards_by_columns"), ("letters", "0001_initial")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Letter")])]
