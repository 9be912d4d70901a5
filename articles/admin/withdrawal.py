"""Taking a published article off the site at the desk, and bringing it back; by two persons, as on a notice."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from portal.moderation import deciding, takedown
from portal.moderation.measures import NotAllowedError
from portal.moderation.models import Act, Ground, Notice, Ruling


class WithdrawalForm(forms.Form):
    """Why; readers see the reason at the article's address."""

    ground = forms.ChoiceField(choices=Ground.choices, label=gettext_lazy("依据"))
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("原因"),
        help_text=gettext_lazy("读者在原来的网址上会看到这一句，请不要写出当事人。"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    emergency = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("紧急理由"),
        help_text=gettext_lazy("撤下要两个人同意。写了紧急理由就立即撤下，并等另一位同事追认。"),
    )


class RestoringForm(forms.Form):
    """Why it may stand again; kept in the log of decisions."""

    reason = forms.CharField(max_length=300, label=gettext_lazy("原因"), widget=forms.Textarea(attrs={"rows": 3}))


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the article, or restore it if it is withdrawn: a page that asks why, and carries it out on POST."""
    if not request.user.has_perm("articles.withdraw_article"):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk)
    is_gone = article.withdrawn_at is not None
    form = (RestoringForm if is_gone else WithdrawalForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        try:
            said = (_restore if is_gone else _withdraw)(article, form.cleaned_data, by)
            messages.success(request, said)
        except NotAllowedError as error:
            messages.warning(request, str(error))
        return redirect("admin:articles_article_change", pk)
    context = {"article": article, "form": form, "is_gone": is_gone, "title": _("恢复") if is_gone else _("撤下")}
    return render(request, "admin/articles/article/withdraw.html", context, status=422 if form.errors else 200)


def _withdraw(article: Article, said: dict[str, str], by: Any) -> str:
    words = {"ground": said["ground"], "explanation": said["reason"], "emergency": said["emergency"]}
    ruling = deciding.decide_for_the_desk(article, Ruling(act=Act.WITHDRAW, **words), by=by)
    if ruling.decided_at is None:
        return _("已提出，等另一位同事在申请 %s 里复核。") % ruling.notice
    return _("“%s”已从所有页面撤下，原来的网址会说明缘由；等另一位同事追认。") % article


def _restore(article: Article, said: dict[str, str], by: Any) -> str:
    ruling = deciding.standing_on(article)
    if ruling and ruling.notice.party != Notice.Party.DESK:
        raise NotAllowedError(_("这篇文章是按申请 %s 撤下的，请在那份申请里恢复。") % ruling.notice)
    if ruling:
        if not ruling.notice.claim(by=by):
            raise NotAllowedError(_("%s正在处理这件事。") % ruling.notice.claimed_by)
        deciding.restore(ruling.notice, by=by, reason=said["reason"])
    elif not takedown.restore(article, by=by, reason=said["reason"]):
        raise NotAllowedError(_("别的编辑刚刚处理过这篇文章。"))
    return _("“%s”已恢复显示。") % article
