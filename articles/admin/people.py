from django.contrib import admin

from articles.models import Person
from portal.lib.editing import DeskAdmin


@admin.register(Person)
class PersonAdmin(DeskAdmin[Person]):
    list_display = ("name", "introduction")
    search_fields = ("name",)
