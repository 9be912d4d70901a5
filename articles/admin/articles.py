from typing import Any

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Field, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import removal
from articles.admin import withdrawal
from articles.admin.filters import RegionFilter, StateFilter
from articles.admin.forms import ArticleForm, PinForm
from articles.admin.stories import StoryActions
from articles.models import Article, ArticleQuerySet, Byline, Correction, Interviewee, Pin, duties
from articles.views import page_of
from portal.lib.editing import ZONED, DeskAdmin, zone_name
from portal.moderation import redaction
from portal.templatetags.typography import grouped, moment

SIGNING = "articles.approve_article"
# The editor writes a few rules into the page. The policy lets through these very bytes (of django-prose-editor 0.28).
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class BylineInline(admin.TabularInline[Byline, Article]):
    model = Byline
    extra = 0
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Byline]":
        return super().get_queryset(request).select_related("person")


class IntervieweeInline(admin.StackedInline[Interviewee, Article]):
    model = Interviewee
    extra = 0
    autocomplete_fields = ("portrait",)


class CorrectionInline(admin.TabularInline[Correction, Article]):
    model = Correction
    extra = 0
    formfield_overrides = ZONED


class PinInline(admin.TabularInline[Pin, Article]):
    model = Pin
    form = PinForm
    extra = 0
    formfield_overrides = ZONED
    autocomplete_fields = ("region",)


@admin.register(Article)
@method_decorator(csp_update({"style-src": [EDITOR_STYLE]}), name="changeform_view")
class ArticleAdmin(StoryActions, DeskAdmin[Article]):
    form = ArticleForm
    inlines = (BylineInline, IntervieweeInline, CorrectionInline, PinInline)
    actions = ("approve", "return_to_draft", "join", "split")
    list_display = ("title", "state", "published", "section", "region", "source", "views")
    list_filter = (StateFilter, "section", RegionFilter, "publish_at")
    list_select_related = ("section", "region", "source")
    search_fields = ("title", "source__name", "original_title")
    date_hierarchy = "publish_at"
    ordering = ("-publish_at", "-pk")
    autocomplete_fields = ("region", "source", "cover")
    readonly_fields = ("state", "created_at", "updated_at", "removal", "removal_reason")
    fieldsets = (
        (None, {"fields": ("title", "lead", "dateline", "body", ("section", "region"), "tags", "cover")}),
        (gettext_lazy("出处"), {"fields": ("source", "original_title", "original_author", "original_url")}),
        (
            gettext_lazy("签发与发布"),
            {
                "fields": ("state", "workflow", "publish_at", "expires_at", "responsible_editor"),
                "description": gettext_lazy("签发后按发布时间显示；填将来的时间，就是定时发布。"),
            },
        ),
        (gettext_lazy("记录"), {"fields": ("created_at", "updated_at", "removal", "removal_reason")}),
    )

    def get_queryset(self, request: HttpRequest) -> ArticleQuerySet:
        return Article.objects.with_views().order_by(*self.ordering)

    # --- who may do what ---------------------------------------------------------------------------------------------

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SIGNING)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What is signed off is changed by those who may sign; others still read it."""
        is_signed = obj is not None and obj.workflow == Article.Workflow.APPROVED
        return super().has_change_permission(request, obj) and (not is_signed or self.has_approve_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was published is withdrawn, never deleted: its address goes on to say what became of it."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.was_published)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting is done one by one, where the article is in view."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def formfield_for_choice_field(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "workflow" and not self.has_approve_permission(request):
            signed = Article.Workflow.APPROVED
            kwargs["choices"] = [choice for choice in Article.Workflow.choices if choice[0] != signed]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    # --- the list ----------------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("状态"))
    def state(self, article: Article) -> str | SafeString:
        if article.pk is None:
            return "-"
        return format_html('<span class="state state--{}">{}</span>', article.state, article.state.label)

    @admin.display(description=gettext_lazy("发布时间"), ordering="publish_at")
    def published(self, article: Article) -> SafeString:
        """The moment; of one that is still to come, with its zone, since somebody waits for it."""
        if article.state != Article.State.SCHEDULED:
            return moment(article.publish_at)
        return format_html('{} <span class="zone">{}</span>', moment(article.publish_at), zone_name())

    @admin.display(description=gettext_lazy("关注度"))
    def views(self, article: Any) -> str:
        return grouped(article.views)

    @admin.action(description=gettext_lazy("签发"), permissions=["approve"])
    @transaction.atomic
    def approve(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        by: Any = request.user
        ready = [article for article in queryset.select_related("source") if not self._owes(request, article)]
        signed = [article for article in ready if article.approve(by=by)]
        number = len(signed)
        for article in signed:
            self._admit(request, article)
        self.message_user(request, ngettext("已签发%(n)s篇。", "已签发%(n)s篇。", number) % {"n": number})

    def _owes(self, request: HttpRequest, article: Article) -> bool:
        """Say what a repost still lacks; it is not signed off without."""
        if missing := duties.in_words(article):
            said = {"title": article, "fields": "、".join(missing)}
            self.message_user(request, _("“%(title)s”没有签发：转载要写明%(fields)s。") % said, messages.WARNING)
        return bool(missing)

    @admin.action(description=gettext_lazy("退回草稿"), permissions=["approve"])
    def return_to_draft(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        by: Any = request.user
        number = sum(article.return_to_draft(by=by) for article in queryset)
        self.message_user(request, ngettext("已退回%(n)s篇。", "已退回%(n)s篇。", number) % {"n": number})
        if number < len(queryset):
            left = _("其余的已经是草稿，或者已经发布。已经发布的不能退回，只能撤下。")
            self.message_user(request, left, messages.WARNING)

    # --- the form ----------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Article, form: "ModelForm[Article]", change: bool) -> None:
        """Save what was written; a signature given or taken back goes through its own verb."""
        by: Any = request.user
        to, was = obj.workflow, form.initial.get("workflow", Article.Workflow.DRAFT)
        is_signed = to == Article.Workflow.APPROVED != was
        is_returned = was == Article.Workflow.APPROVED != to
        if is_returned and not Article.objects.get(pk=obj.pk).return_to_draft(by=by):
            self.message_user(request, _("这篇文章刚刚到了发布时间，不能再退回草稿。"), messages.WARNING)
            obj.workflow = was
        if is_signed:
            obj.workflow = was
        super().save_model(request, obj, form, change)
        if is_signed:
            obj.approve(by=by)
            self._admit(request, obj)

    def _admit(self, request: HttpRequest, article: Article) -> None:
        """Say so if the article waits, because it is like one that was withdrawn."""
        if found := removal.admit(article):
            said = _("“%(title)s”已暂停显示：%(reason)s") % {"title": article, "reason": found.reason}
            self.message_user(request, said, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        redaction.keep(form.instance)
        form.instance.purge_pages()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # The editor's import map is an inline script; without the nonce the site's own policy blocks it.
        context["media"] = context["media"].with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and obj.state == Article.State.PUBLIC else None

    # --- the preview -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview)
        decide = self.admin_site.admin_view(withdrawal.decide)
        return [
            path("<int:pk>/preview/", preview, name="articles_article_preview"),
            path("<int:pk>/withdraw/", decide, name="articles_article_withdraw"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers will get it, whatever its state. The desk's answers are never cached."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = Article.objects.for_page().filter(pk=pk).first()
        if article is None:
            raise Http404
        return render(request, "articles/preview.html", page_of(article))
