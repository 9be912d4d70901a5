from django.contrib import admin

from articles.models import Person, Source
from portal.lib.editing import DeskAdmin


@admin.register(Person)
class PersonAdmin(DeskAdmin[Person]):
    list_display = ("name", "introduction")
    search_fields = ("name",)


@admin.register(Source)
class SourceAdmin(DeskAdmin[Source]):
    list_display = ("name", "home", "note")
    search_fields = ("name", "home")
