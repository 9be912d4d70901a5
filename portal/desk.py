"""The editors' desk: Django's admin under the site's own name, opening with the work of today."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Comment, Feed, SourceChange
from classifieds.models import Listing
from portal.moderation.models import Certificate, Notice, Report, Ruling


@dataclass(frozen=True)
class Task:
    """Something that waits, how much of it, and the list that shows it."""

    label: Any
    number: int
    address: str


def work_of_today(user: AbstractBaseUser | AnonymousUser) -> list[Task]:
    """What waits for somebody who may see it."""
    waiting: list[tuple[Any, QuerySet[Any], str]] = [
        (_("申请待答复"), Notice.objects.awaiting_answer(), "?open=yes"),
        (_("紧急处置待追认"), Ruling.objects.unratified(), "?open=yes"),
        (_("举报待处理"), Report.objects.unsettled(), "?open=yes"),
        (_("撤下未查清"), Certificate.objects.unproven(), "?open=yes"),
        (_("信息待审"), Listing.objects.awaiting_review(), "queue/"),
        (_("评论待审"), Comment.objects.awaiting_review(), "?state=held"),
        (_("原文有变化"), SourceChange.objects.unsettled(), "?open=yes"),
        (_("文章待审"), Article.objects.in_state(Article.State.IN_REVIEW), "?state=in_review"),
        (_("定时待发布"), Article.objects.scheduled(), "?state=scheduled"),
        (_("订阅源读不到"), Feed.objects.in_state(Feed.State.FAILING), "?state=failing"),
    ]
    tasks = []
    for label, rows, query in waiting:
        meta = rows.model._meta
        if user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):  # type: ignore[union-attr]
            address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            tasks.append(Task(label, rows.count(), address + query))
    return tasks


class Desk(admin.AdminSite):
    site_header = _("邻闻编辑台")
    site_title = _("邻闻编辑台")
    index_title = _("今天的工作")
    enable_nav_sidebar = True

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "tasks": work_of_today(request.user)})
