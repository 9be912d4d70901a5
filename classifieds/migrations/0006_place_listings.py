"""Give the listings that are there their group and their county."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def place(apps: Any, schema_editor: Any) -> None:
    category, region = apps.get_model("classifieds", "Category"), apps.get_model("regions", "Region")
    group = category.objects.filter(pk=OuterRef("category_id")).values("group_id")
    county = region.objects.filter(pk=OuterRef("region_id")).values("parent_id")
    apps.get_model("classifieds", "Listing").objects.update(
        group_id=Coalesce(Subquery(group), "category_id"), area_id=Coalesce(Subquery(county), "region_id")
    )


class Migration(migrations.Migration):
    dependencies = [("classifieds", "0005_boards_by_marks"), ("regions", "0001_initial")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
