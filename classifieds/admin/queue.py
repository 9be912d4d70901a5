"""The pages of the moderators' queue: GET shows it, every decision is a POST to its verb."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from classifieds import deciding, queue
from classifieds.deciding import Outcome
from classifieds.models import Listing

LONGEST_REASON = 200
may_moderate = permission_required("classifieds.moderate_listing", raise_exception=True)

# What each verb says when it is done; “” holds the title.
DONE = {
    "approve": "“%s”已通过。",
    "keep": "“%s”已保留，三十天内举报无效。",
    "hide": "“%s”已隐藏。",
    "ban": "“%s”已隐藏，发布人的号码不得再发布。",
    "confirm": "“%s”的号码已确认是别人的，不得再发布。",
    "reject": "“%s”的号码已恢复显示。",
}


@may_moderate
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What waits, the riskiest first."""
    page = Paginator(queue.waiting(), queue.A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("信息审核"),
        "page": page,
        "cases": queue.cases(page.object_list),
        "recent": queue.recent(),
    }
    return TemplateResponse(request, "admin/classifieds/queue.html", context)


@may_moderate
@require_POST
def decide(request: HttpRequest, verb: str) -> HttpResponse:
    """Do this to every listing that the form names by its stamp."""
    if verb not in deciding.VERBS:
        raise Http404
    by: Any = request.user
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    for seen in request.POST.getlist("seen"):
        outcome, listing = deciding.decide(verb, seen, by=by, reason=reason)
        if listing is None:
            messages.warning(request, _("这条信息已经不在了。"))
        elif outcome is Outcome.DONE:
            messages.success(request, _(DONE[verb]) % listing)
        else:
            messages.warning(request, _refusal(outcome, listing))
    return _back(request)


def _refusal(outcome: Outcome, listing: Listing) -> str:
    if outcome is Outcome.LATE:
        last = deciding.decisions_about([listing.pk])[0]
        return _("“%(title)s”刚由%(who)s处理过（%(verb)s），没有再动。") % {
            "title": listing.title,
            "who": last.by or _("系统"),
            "verb": deciding.words_of(last),
        }
    if outcome is Outcome.CHANGED:
        return _("“%s”刚被发布人改过，请看过新的内容再决定。") % listing.title
    return _("“%s”没有要处理的了。") % listing.title


@may_moderate
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the decision of this number."""
    by: Any = request.user
    number = request.POST.get("number", "")
    if number.isascii() and number.isdigit() and len(number) < 19 and deciding.undo(int(number), by=by):
        messages.success(request, _("已撤销。"))
    else:
        messages.warning(request, _("后来又有变动，不能撤销了。"))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """The same page of the queue."""
    page = request.POST.get("page", "")
    response = redirect("admin:classifieds_listing_queue")
    response["Location"] += f"?page={page}" if page.isascii() and page.isdigit() and page != "1" else ""
    return response
