"""Taking a published article off the site at the desk, and bringing it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from portal.moderation.takedown import restore, withdraw


class WithdrawalForm(forms.Form):
    """Why; readers see both at the article's address."""

    removal = forms.ChoiceField(choices=Article.Removal.choices, label=gettext_lazy("缘由"))
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("原因"),
        help_text=gettext_lazy("读者在原来的网址上会看到这一句，请不要写出当事人。"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
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
        done = (restore if is_gone else withdraw)(article, by=by, **form.cleaned_data)
        if not done:
            messages.warning(request, _("别的编辑刚刚处理过这篇文章。"))
        elif is_gone:
            messages.success(request, _("“%s”已恢复显示。") % article)
        else:
            messages.success(request, _("“%s”已从所有页面撤下，原来的网址会说明缘由。") % article)
        return redirect("admin:articles_article_change", pk)
    context = {"article": article, "form": form, "is_gone": is_gone, "title": _("恢复") if is_gone else _("撤下")}
    return render(request, "admin/articles/article/withdraw.html", context, status=422 if form.errors else 200)
