"""Bringing in a list of feeds at the desk in two steps, a look and a yes, and taking one out."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.index import opml
from articles.index.opml import Outline
from articles.index.subscribing import Fate, plan, subscribe
from articles.models import Feed, Section
from portal.regions.fields import RegionField
from portal.regions.models import SiteProfile


class ChoiceForm(forms.Form):
    """What all feeds of the list get."""

    section = forms.ModelChoiceField(
        Section.objects.all(),
        label=gettext_lazy("栏目"),
        help_text=gettext_lazy("分组和某个栏目同名的，归到那个栏目。"),
    )
    region = RegionField(label=gettext_lazy("地区"))
    mode = forms.ChoiceField(choices=Feed.Mode.choices, label=gettext_lazy("收到以后"))


class FileForm(ChoiceForm):
    """The first step: a file."""

    file = forms.FileField(label=gettext_lazy("OPML 文件"))

    def clean_file(self) -> list[Outline]:
        file = self.cleaned_data["file"]
        try:
            outlines = opml.read(file.read(opml.MOST_BYTES + 1))
        except opml.UnreadableError as error:
            raise forms.ValidationError(str(error)) from error
        if not outlines:
            raise forms.ValidationError(_("文件里没有订阅源。"))
        return outlines


class OutlinesForm(ChoiceForm):
    """The second step: the feeds that were found in it, sent back by the page that showed them."""

    outlines = forms.CharField(widget=forms.HiddenInput)

    def clean_outlines(self) -> list[Outline]:
        try:
            return [Outline(**one) for one in json.loads(self.cleaned_data["outlines"])]
        except (ValueError, TypeError) as error:
            raise forms.ValidationError(_("这一页已经失效，请重新选择文件。")) from error


class Lists:
    """The pages, for those who may add feeds."""

    def __init__(self, model_admin: "admin.ModelAdmin[Feed]") -> None:
        self.admin = model_admin

    def show(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; then show what would become of each line of it."""
        self._let_in(request)
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self._preview(request, form.cleaned_data)
        context = {**self.admin.admin_site.each_context(request), "form": form, "title": _("导入订阅源")}
        return render(request, "admin/articles/feed/import.html", context, status=422 if form.errors else 200)

    def _preview(self, request: HttpRequest, chosen: dict[str, Any]) -> HttpResponse:
        rows = plan(chosen["file"])
        kept = json.dumps([asdict(row.outline) for row in rows if row.fate == Fate.NEW])
        form = OutlinesForm(initial={**chosen, "outlines": kept})
        for name in ("section", "region", "mode"):
            form.fields[name].widget = forms.HiddenInput()
        number = sum(row.fate == Fate.NEW for row in rows)
        context = {**self.admin.admin_site.each_context(request), "form": form, "rows": rows, "number": number}
        return render(request, "admin/articles/feed/preview.html", {**context, "title": _("导入订阅源")})

    def take(self, request: HttpRequest) -> HttpResponse:
        """Add them; what has become known or wrong in the meantime is left out."""
        self._let_in(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = OutlinesForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("这一页已经失效，请重新选择文件。"))
            return redirect("admin:articles_feed_import")
        chosen = form.cleaned_data
        fates = subscribe(
            chosen["outlines"],
            section=chosen["section"],
            region=chosen["region"],
            mode=Feed.Mode(chosen["mode"]),
        )
        number = fates[Fate.NEW]
        text = ngettext("已添加%(number)s个订阅源，后台开始读取。", "已添加%(number)s个订阅源，后台开始读取。", number)
        messages.success(request, text % {"number": number})
        return redirect("admin:articles_feed_changelist")

    def export(self, request: HttpRequest) -> HttpResponse:
        """All feeds as a file."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        feeds = Feed.objects.select_related("source").order_by("folder", "title", "pk")
        response = HttpResponse(opml.write(feeds, str(SiteProfile.load())), content_type="text/x-opml; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="feeds.opml"'
        return response

    def _let_in(self, request: HttpRequest) -> None:
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
