"""The takedown desk: the queue by clock and risk, and the page on which one person handles a notice."""

from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.lib.editing import DeskAdmin, ReadOnlyAdmin
from portal.moderation import removable
from portal.moderation.admin.filters import OpenFilter, link_to
from portal.moderation.admin.forms import DeskForm
from portal.moderation.admin.verbs import RULING_VERBS, VERBS, Verb
from portal.moderation.deciding import members_of
from portal.moderation.measures import NotAllowedError
from portal.moderation.models import Decision, Evidence, Notice, Ruling, Target
from portal.templatetags.typography import moment


class UnansweredFilter(OpenFilter):
    waiting = "awaiting_answer"


@admin.register(Notice)
class NoticeAdmin(DeskAdmin[Notice]):
    """What was written to us stands as it was written; the desk answers it by the verbs on its page."""

    list_display = ("reference", "clock", "state", "right", "wish", "thing", "claimed_by", "created_at")
    list_filter = (UnansweredFilter, "state", "right", "wish", "party", "created_at")
    list_select_related = ("claimed_by",)
    search_fields = ("reference", "url", "name", "contact", "statement")
    date_hierarchy = "created_at"
    view_on_site = False  # Its page opens only with the secret of whoever asked.
    actions = None
    change_list_template = "admin/moderation/notice/queue.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Notice]":
        return Notice.objects.by_clock_and_risk()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("order", "risk", "due_at", "-pk")

    @admin.display(description=gettext_lazy("对象"))
    def thing(self, notice: Notice) -> str | SafeString:
        return link_to(notice)

    @admin.display(description=gettext_lazy("最晚处理"))
    def clock(self, notice: Notice) -> str | SafeString:
        if notice.due_at is None:
            return "-"
        if notice.is_overdue:
            return format_html('<b class="is-overdue">{} {}</b>', _("已超期"), moment(notice.due_at))
        return moment(notice.due_at)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        unratified = Ruling.objects.unratified().select_related("notice", "proposed_by")
        return super().changelist_view(request, {**(extra_context or {}), "unratified": unratified})

    def get_urls(self) -> list[URLPattern]:
        staff = self.admin_site.admin_view
        ruling = "<int:pk>/rulings/<int:ruling>/<slug:name>/"
        return [
            path("<int:pk>/evidence/<int:evidence>/", staff(require_POST(self.hand_over)), name="notice_evidence"),
            path(ruling, staff(require_POST(self.act)), name="notice_ruling"),
            path("<int:pk>/do/<slug:name>/", staff(require_POST(self.act)), name="notice_verb"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        notice = self.get_object(request, object_id)
        if notice is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_permission(request, notice):
            raise PermissionDenied
        return self.page(request, notice)

    def act(self, request: HttpRequest, pk: int, name: str, ruling: int | None = None) -> HttpResponse:
        """Do one verb; a form that fails comes back with what was typed."""
        verbs = VERBS if ruling is None else RULING_VERBS
        if name not in verbs:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        notice = get_object_or_404(Notice, pk=pk)
        verb = verbs[name]
        subject = notice if ruling is None else get_object_or_404(Ruling, pk=ruling, notice=notice)
        form = verb.form(request.POST, notice=notice)
        if not form.is_valid():
            return self.page(request, notice, {name: form}, status=422)
        try:
            messages.success(request, verb.do(subject, form, request.user))  # type: ignore[arg-type]
        except NotAllowedError as error:
            messages.error(request, str(error))
            return self.page(request, get_object_or_404(Notice, pk=pk), {name: form}, status=409)
        return self._to_page(pk)

    def _to_page(self, pk: int) -> HttpResponseRedirect:
        return redirect("admin:moderation_notice_change", pk)

    def hand_over(self, request: HttpRequest, pk: int, evidence: int) -> FileResponse:
        """Give a file of the evidence to whoever handles it: as a file, never as a page, and written down."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = get_object_or_404(Evidence.objects.select_related("notice"), pk=evidence, notice=pk)
        name, data = found.open()
        with transaction.atomic():
            by: Any = request.user
            Decision.record(found.notice, verb="open evidence", by=by, facts={"evidence": found.pk})
        response = FileResponse(BytesIO(data), as_attachment=True, filename=name)
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def page(
        self, request: HttpRequest, notice: Notice, sent: dict[str, DeskForm] | None = None, status: int = 200
    ) -> TemplateResponse:
        """Everything about one notice, with the verbs that are open to this person now."""
        by: Any = request.user
        may_act = self.has_change_permission(request, notice)
        context = {
            **self.admin_site.each_context(request),
            "title": notice.reference,
            "opts": self.opts,
            "notice": notice,
            "members": [_shown(one) for one in members_of(notice)],
            "verbs": self._open_verbs(notice, by, sent or {}) if may_act else [],
            "rulings": [
                (one, [(name, verb) for name, verb in RULING_VERBS.items() if may_act and _waits_for(one, name, by)])
                for one in notice.rulings.select_related("proposed_by", "second_by")
            ],
            "records": Decision.objects.filter(target=Target.NOTICE, object_id=notice.pk).select_related("by"),
            "may_act": may_act,
        }
        return TemplateResponse(request, "admin/moderation/notice/page.html", context, status=status)

    def _open_verbs(self, notice: Notice, by: Any, sent: dict[str, DeskForm]) -> list[tuple[str, Verb, DeskForm]]:
        is_mine = notice.claimed_by_id == by.pk
        hidden = {"claim"} if is_mine else {"release"}
        return [
            (name, verb, sent.get(name) or verb.form(notice=notice))
            for name, verb in VERBS.items()
            if name not in hidden and verb.is_open(notice, by)
        ]


def _shown(item: Any) -> tuple[Any, str, bool, str | SafeString]:
    """A thing with its address, whether readers meet it there, and the link to its own page of the desk."""
    link = link_to(Decision(target=removable.target_of(item), object_id=item.pk))
    return item, removable.address_of(item), removable.is_living(item), link


def _waits_for(ruling: Ruling, name: str, by: Any) -> bool:
    """Whether this verb is for this person to say about the ruling."""
    if name == "ratify":
        return ruling.is_unratified and ruling.proposed_by_id != by.pk
    is_proposed = ruling.decided_at is None and ruling.turned_down_at is None
    return is_proposed and (name == "turn-down" or ruling.proposed_by_id != by.pk)


class UnratifiedFilter(OpenFilter):
    waiting = "unratified"


@admin.register(Ruling)
class RulingAdmin(ReadOnlyAdmin[Ruling]):
    """All rulings; those done in an emergency that nobody has approved stand out."""

    list_display = ("proposed_at", "notice", "act", "ground", "proposed_by", "second_by", "standing")
    list_filter = (UnratifiedFilter, "act", "ground", "proposed_at")
    list_select_related = ("notice", "proposed_by", "second_by")
    search_fields = ("=notice__reference", "explanation")
    fields = ("notice", "act", "ground", "explanation", "words", "things", "emergency", "proposed_by", "second_by")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Ruling]":
        return super().get_queryset(request).order_by("-proposed_at")

    @admin.display(description=gettext_lazy("情况"))
    def standing(self, ruling: Ruling) -> str | SafeString:
        if ruling.is_unratified:
            return format_html('<b class="is-overdue">{}</b>', _("紧急处置，待追认"))
        if ruling.undone_at:
            return _("已终止")
        if ruling.turned_down_at:
            return _("复核没有通过")
        return _("已执行") if ruling.decided_at else _("待复核")
