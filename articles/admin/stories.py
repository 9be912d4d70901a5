"""Stories at the desk: an editor joins what tells one event, and splits what does not."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import ArticleQuerySet, Story


class StoryActions:
    """Two actions for the list of articles."""

    @admin.action(description=gettext_lazy("合为同一报道"), permissions=["approve"])
    def join(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        by: Any = request.user
        articles = list(queryset)
        if len(articles) < 2:
            messages.warning(request, _("请选两篇以上。"))
            return
        number = Story.join(articles, by=by).articles.count()
        messages.success(request, _("同一报道现在有%(n)s篇。列表里只显示最早的一篇，注明另有几家。") % {"n": number})

    @admin.action(description=gettext_lazy("从同一报道里拆出"), permissions=["approve"])
    def split(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        by: Any = request.user
        number = sum(Story.split(article, by=by) for article in queryset)
        messages.success(request, ngettext("已拆出%(n)s篇。", "已拆出%(n)s篇。", number) % {"n": number})
