"""Categories and their attributes: all that step 1, the forms and the boards are made of."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classifieds.models import Attribute, Category
from portal.lib.editing import DeskAdmin

PARTS = ("value", "name", "name_en", "unit")


class GroupFilter(admin.SimpleListFilter):
    title = _("大类")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(group.slug, str(group)) for group in Category.objects.groups()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(group__slug=self.value()) if self.value() else queryset


@admin.register(Category)
class CategoryAdmin(DeskAdmin[Category]):
    """Groups, each followed by its leaves. An address that readers know is not changed."""

    list_display = ("indented", "slug", "is_open", "level", "editor_first")
    list_filter = (GroupFilter, "is_open", "level")
    list_select_related = ("group",)
    search_fields = ("name", "name_en", "slug")
    fields = (
        ("group", "position"),
        ("name", "name_en"),
        "slug",
        ("is_open", "editor_first"),
        ("level", "intent"),
        ("days", "is_structured"),
        "schema_type",
        "advice",
    )
    # These hold for the whole group.
    of_group = 3

    def get_ordering(self, request: HttpRequest) -> Any:
        place = Coalesce("group__position", "position"), Coalesce("group", "pk")
        return (*place, F("group").asc(nulls_first=True), "position", "pk")

    def get_fields(self, request: HttpRequest, obj: Category | None = None) -> Any:
        return self.fields[: -self.of_group] if obj and obj.group_id else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        return ("slug", "group") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "group":
            kwargs["queryset"] = Category.objects.groups()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("名称"))
    def indented(self, category: Category) -> str:
        return f"\u3000\u3000{category}" if category.group_id else str(category)


class OptionsField(forms.CharField):
    """Options as people write them: one a line, its parts behind bars. The last part, a unit, may be left empty."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        kept = [[str(option.get(part, "")) for part in PARTS[: 4 if "unit" in option else 3]] for option in value]
        return "\n".join("|".join(parts) for parts in kept)

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        return [self._option(line) for line in lines]

    def _option(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split("|")]
        if not 2 <= len(parts) <= len(PARTS) or not all(parts[:2]):
            raise forms.ValidationError(gettext("“%s”写得不对：参数|名称|英文名|单位，后两样可以不写。") % line)
        return {part: words for part, words in zip(PARTS, parts, strict=False) if words or part == "unit"}


class AttributeForm(forms.ModelForm[Attribute]):
    """An attribute is for leaves of its own group alone."""

    options = OptionsField(
        label=_("选项"), required=False, help_text=_("一行一个：参数|名称|英文名|单位。例：month|按月|Month|月")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.group_id and "leaves" in self.fields:
            self.fields["leaves"].queryset = self.instance.group.leaves.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        group = said.get("group") or self.instance.group
        if any(leaf.group_id != group.pk for leaf in said.get("leaves", [])):
            self.add_error("leaves", gettext("只能选这个大类里的小类。"))
        return said


@admin.register(Attribute)
class AttributeAdmin(DeskAdmin[Attribute]):
    """What listings say of themselves. Their stored answers hang on key and kind, so these stay as they are."""

    form = AttributeForm
    list_display = ("name", "group", "key", "kind", "unit", "is_required", "is_filterable", "position")
    list_filter = (GroupFilter, "kind", "is_required", "is_filterable")
    list_select_related = ("group",)
    search_fields = ("name", "name_en", "key")
    ordering = ("group__position", "position", "pk")
    fields = (
        ("group", "position"),
        ("name", "name_en"),
        ("key", "kind"),
        ("is_required", "is_of_offers"),
        ("is_filterable", "in_title"),
        "options",
        ("unit", "per"),
        ("least", "most"),
        "leaves",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Attribute | None = None) -> tuple[str, ...]:
        return ("group", "key", "kind") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Category.objects.groups()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Category.objects.exclude(group=None).order_by("group__position", "position")
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.group.ask_to_sort()
        if form.instance.is_filterable:
            messages.info(request, gettext("已有的信息几分钟内重新归好，之后就能按它筛选。"))
