"""Reading, writing and reporting comments. Nothing here is cached: each form carries a challenge of its own."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.comments import add, own_scope, purpose
from articles.forms import CommentForm, ReportForm
from articles.models import Article, Comment
from articles.views import removed
from portal.lib import challenge, paging, ratelimit
from portal.lib.ratelimit import rate_limited
from portal.lib.readers import accepts_readers
from portal.lib.visitors import visitor

MINE = "linwen.own-comment"
MINE_SECONDS = 24 * 60 * 60


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The public comments of an article and the form to add one; with `?part=form` the form alone, for a script."""
    article = Article.objects.at_address().select_related("section").defer("body").filter(pk=pk).first()
    if article is None:
        return removed(request, pk)
    if request.method == "POST":
        return _add(request, article)
    answered = _asked_for(request, article, "reply")
    return _show(request, article, CommentForm.empty(article, answered), mine=_mine(request, article))


def _add(request: HttpRequest, article: Article) -> HttpResponse:
    """Take a comment, or give the form back with every word still in it."""
    form = CommentForm(request.POST, article=article)
    is_valid = form.is_valid()
    if not ratelimit.allow("comments:create", request):
        form.add_error(None, _("这个网络发得太密，请过几分钟再发表。您写的还在。"))
        return _show(request, article, form, status=429)
    if not is_valid:
        return _show(request, article, form, status=422)
    comment = add(form.comment(), request)
    if comment is None:
        form.add_error(None, _("自动校验没有通过，请再发表一次；没有自动校验的，请回答下面的问题。"))
        return _show(request, article, form, status=422)
    if "part" in request.GET:
        return _show(request, article, CommentForm.empty(article, None), mine=comment)
    return redirect(f"{request.path}?mine={signing.dumps(comment.pk, salt=MINE)}#write")


def _show(
    request: HttpRequest, article: Article, form: CommentForm, *, mine: Comment | None = None, status: int = 200
) -> HttpResponse:
    """The form, with the conversation around it unless only a part of the page was asked for."""
    context: dict[str, Any] = {
        "article": article,
        "form": form,
        "mine": mine,
        "challenge": challenge.issue(purpose(article)),
    }
    if "part" in request.GET:
        return render(request, "articles/_comment_form.html", context, status=status)
    thread = _asked_for(request, article, "thread")
    replies = Comment.objects.standing().filter(parent=thread)
    context |= {
        "thread": thread,
        "page": paging.paginate(request, replies if thread else Comment.objects.threads(article)),
        "count": Comment.objects.public().filter(article=article).count(),
    }
    return render(request, "articles/comments.html", context, status=status)


def _asked_for(request: HttpRequest, article: Article, name: str) -> Comment | None:
    """The public comment of this article that the query string names, or the one it hangs below."""
    number = request.GET.get(name, "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    comment = Comment.objects.public().filter(article=article, pk=int(number)).select_related("parent").first()
    return comment and (comment.parent or comment)


def _mine(request: HttpRequest, article: Article) -> Comment | None:
    """The comment that the reader just sent, by the signed number in the address they were sent on to.

    The address alone opens nothing: what is held is shown to the household that wrote it, on the day it did.
    """
    try:
        number = signing.loads(request.GET.get("mine", ""), salt=MINE, max_age=MINE_SECONDS)
    except signing.BadSignature:
        return None
    own = visitor(request, own_scope())
    return Comment.objects.filter(pk=number, article=article, visitor=own, removed_at=None).first()


@never_cache
@accepts_readers
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("comments:report")
def report(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Ask an editor to look at a comment. GET asks once more and for a reason; only POST reports."""
    comment = get_object_or_404(
        Comment.objects.public().select_related("article__section").defer("article__body"),
        article__pk=pk,
        pk=comment_pk,
    )
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"comment": comment, "article": comment.article, "form": form}
    if request.method == "POST":
        if not form.is_valid():
            return render(request, "articles/report.html", context, status=422)
        comment.report(visitor=visitor(request, f"report comment {comment.pk}"), reason=form.cleaned_data["reason"])
        context["is_done"] = True
    return render(request, "articles/report.html", context)
